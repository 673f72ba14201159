"""The life of a question, one file a step: search, rerank, read, decide, write, verify."""
