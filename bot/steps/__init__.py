"""The life of a question, one file a step: search, read, decide, write, verify."""
