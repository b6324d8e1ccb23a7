"""Notes that somebody is writing: kept as typed, beside colleagues, until they are sent or dropped."""
