"""Pictures on records and on hits: taken in, kept, linked, served."""
