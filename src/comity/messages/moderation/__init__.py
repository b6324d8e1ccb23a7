"""Free words of a pre-moderated bureau with a node of its own: to the centre, released there, and back.

Why so: docs/decisions/0056-words-from-an-own-node.md.
"""
