"""Notices and diffusions: conditions checked, reviewed before anyone sees them, recalled everywhere."""
