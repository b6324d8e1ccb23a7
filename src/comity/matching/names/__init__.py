"""Names of people. `exact`: the same words, without accents, found by a key."""
