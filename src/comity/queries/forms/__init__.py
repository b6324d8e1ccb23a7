"""What people type about questions and hits, by subject."""
