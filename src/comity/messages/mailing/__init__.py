"""Notices by e-mail: that something waits, and never a word of what it is."""
