"""A notice on paper: what is printed, how it is typeset, and the stamp by which a printed one is checked."""
