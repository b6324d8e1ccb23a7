"""Questions, hits and acts for programs, by subject."""
