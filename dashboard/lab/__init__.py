"""What can be set, and what follows from it: pure records and functions, no Streamlit."""
