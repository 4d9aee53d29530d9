"""The same derivation seen otherwise: as matrices with shapes, as numbers, as a NumPy program."""
