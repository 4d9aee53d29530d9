"""What: names, functions and every model as a list of equations; knows no rules and no numbers."""
