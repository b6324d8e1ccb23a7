"""Countries, bureaus, their standing and their duty desks."""
