"""Numbers that know how many of their digits are right, and functions that are calculated with as many as they need."""
