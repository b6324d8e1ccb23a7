"""The demonstration world: invented bureaus, people and objects."""
