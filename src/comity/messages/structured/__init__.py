"""Kinds of message that are a form: declared once; form, page, wire form and check are made of the declaration."""
