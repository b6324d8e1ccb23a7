"""What a kind demands of a request: one pure function each, with its rule. Declarations of kinds list them."""
