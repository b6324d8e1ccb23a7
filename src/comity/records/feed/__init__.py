"""The change feed: what happened, in order, for the systems of the owners and of those with a hit."""
