"""What anybody may look for without an account."""
