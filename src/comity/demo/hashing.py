"""How a password is kept that a node drew at random for a world that is thrown away."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class OneRound(PBKDF2PasswordHasher):
    """As in service, but in one round instead of a million. A node in service does the others at the first sign-in."""

    iterations = 1
