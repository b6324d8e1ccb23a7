"""Notices made of entries of the Security Council's list, as the operator loaded it. Source: practice 13 (binding)."""
