"""Training a network: runs and their records, optimisers, schedules, when to stop."""
