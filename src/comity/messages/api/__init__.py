"""Messages for programs: the mailbox, writing, files."""
