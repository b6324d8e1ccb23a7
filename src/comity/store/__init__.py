"""Finds, starts and watches PostgreSQL and the processes of a node. Knows no Django."""
