"""How two values are compared; one method a file. Pure."""
