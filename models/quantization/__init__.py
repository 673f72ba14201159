"""Makes an exported graph smaller and faster: `stage` runs it, a file for each way in which matrices are kept."""
