"""Finds, starts and watches PostgreSQL. Knows no Django."""
