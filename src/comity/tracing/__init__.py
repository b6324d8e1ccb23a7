"""Trace requests: a seized weapon is asked after from its maker to its last known holder."""
