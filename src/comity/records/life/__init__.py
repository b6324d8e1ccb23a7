"""What befalls a record: disputes, blocks, finds, and whoever must be told or asked to withdraw it elsewhere."""
