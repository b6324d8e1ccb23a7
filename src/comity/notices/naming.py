"""The colours of kinds on paper, where there is no style sheet. What a kind is called: `Kind.name`."""

# The words of kinds, as the style sheet paints them (a test compares).
COLOURS = {
    "red": "#c4122f",
    "blue": "#1b5faa",
    "green": "#23743c",
    "yellow": "#f3c60b",
    "black": "#111111",
    "orange": "#e5790b",
    "purple": "#6b3aa0",
    "silver": "#b3babe",
    "un": "#2f83c5",
    "art": "#84622f",
}
