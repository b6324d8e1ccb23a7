"""What anybody may see of notices, without an account: extracts their owners agreed to, a JSON service, figures."""
