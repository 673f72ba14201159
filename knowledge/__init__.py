"""The team's documents: sources, readers, chunks, the catalog, the vectors, the sync loop and hybrid retrieval.

This package never knows how a question was worded, what was answered, or which surface asked.
"""
