"""The look: base page, style sheet, components, languages. Knows no policing."""
