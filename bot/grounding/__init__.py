"""Whether a sentence is supported by a passage, decided by words alone and never by the model that wrote it."""
