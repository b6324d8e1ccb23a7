"""A question of a bureau with a node of its own goes to the centre too, and the answer is shown as from there."""
