"""Traces for programs."""
