"""Where symbols meet numbers: names bound to arrays, and gradients compared."""
