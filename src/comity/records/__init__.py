"""What all databases share: envelope, keys, restrictions, versions, pages, API, loading."""
