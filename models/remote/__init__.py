"""A language model that another server runs: what is asked of it, what it streams, and how it fails."""
