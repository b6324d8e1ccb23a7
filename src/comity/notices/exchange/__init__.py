"""Requests and notices as documents: what comes in from files, what goes out to analysts."""
