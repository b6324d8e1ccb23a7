"""Messages between bureaus: sent once, delivered to each, with levels."""
