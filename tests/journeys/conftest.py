"""Journeys share one node and one browser."""

from tests.journeys.browser import chromium, node, plain_visit, visit

__all__ = ["chromium", "node", "plain_visit", "visit"]
