"""How a record ends: its clock, its extensions, what goes with it, and the trace that stays a while."""
