"""Files of contacts, opportunities and contracts: into the book by their key, shown before they are written, and out again."""
