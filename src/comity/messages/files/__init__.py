"""Files that hang on messages: of any kind, never opened here, on the disk beside the database."""
