"""Data: sets that are there or drawn, tables that are read, splitting and scaling. Must not know: networks."""
