"""One file per database: fields, keys, feeders, lifetime. Declarations only."""
