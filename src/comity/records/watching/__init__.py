"""Those who watch over records: the centre's reviewer, the commission, and records that misled."""
