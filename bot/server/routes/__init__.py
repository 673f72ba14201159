"""The routes, one noun a file; each only passes on what the engine does."""
