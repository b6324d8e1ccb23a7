"""A bureau that this node hosted moves to a node of its own: what is its goes along, sealed; what it shared stays."""
