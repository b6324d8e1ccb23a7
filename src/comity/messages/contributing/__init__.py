"""Records that a bureau keeps on its own node and shares at the centre: put there, changed, withdrawn, by messages."""
