"""A conversation as a file that can be kept or sent: Markdown, HTML or JSON, its sources included."""
