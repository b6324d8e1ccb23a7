"""The signed directory: keys of bureaus, what they sign of them, the repository of the centre, copies of it."""
