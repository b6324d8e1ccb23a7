"""Ask once: one query over all databases, hit or no hit, and the owner's confirmation."""
