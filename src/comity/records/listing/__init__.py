"""Finding one's own: lists with their filters, orders and places, and how good the records are."""
