"""Pages of messages: the mailbox, drafts, files."""
