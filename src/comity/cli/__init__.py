"""The `comity` command: a client of our own API, and the operator's verbs."""
