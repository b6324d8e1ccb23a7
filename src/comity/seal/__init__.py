"""Sign, encrypt, verify: pure functions over bytes."""
