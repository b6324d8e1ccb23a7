"""Files of records: read in bounded memory, loaded by COPY, imported in the browser, undone."""
