"""The append-only journal of acts: who did what, when, why."""
