"""How: equations in index notation, one reverse pass, rules, derivations as data, checks; knows no network."""
