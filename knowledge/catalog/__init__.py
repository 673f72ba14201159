"""The catalog in SQLite, which is the truth: documents and their chunks, the full text, and what the vectors owe it."""
