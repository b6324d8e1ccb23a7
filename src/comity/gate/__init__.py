"""The one way to change anything: `@action`, and what an actor must be."""
