"""Passwords in the process of the tests: the node's own way to keep them, in one round instead of a million."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class OneRound(PBKDF2PasswordHasher):
    """Only how long it takes differs. Processes that tests start hash as in service."""

    iterations = 1
