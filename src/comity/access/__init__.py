"""Officers, units, roles, tokens, sign-in: who may do what."""
