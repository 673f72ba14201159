"""The vectors in Chroma, which are derived: stored, compacted and kept equal to the catalog."""
