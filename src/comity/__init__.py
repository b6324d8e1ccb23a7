"""Comity: open software for international police cooperation."""

__version__ = "0.1.0"
