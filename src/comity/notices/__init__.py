"""Notices and diffusions: conditions live, review before anyone sees them, recall everywhere."""
