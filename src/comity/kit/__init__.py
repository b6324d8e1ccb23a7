"""The ground: ids, dates, text and errors. Knows no policing and no database."""
