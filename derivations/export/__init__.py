"""Derivations as documents to take home."""
