"""What two bureaus agree about records: made on behalf of an owner, and offered to another."""
