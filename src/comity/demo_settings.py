"""The settings under which the demonstration's world is built; its node runs under those of any other."""

from comity.settings import *  # noqa: F403  # Django's own way to differ in one setting

# Rounds slow down who guesses what people choose. The world's 35 passwords are 99 random bits each, printed once.
PASSWORD_HASHERS = ["comity.demo.hashing.OneRound"]
