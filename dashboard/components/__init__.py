"""One drawn thing each."""
