"""A network by hand: its passes forward and back, its cost, its gradients three ways. Knows no training."""
