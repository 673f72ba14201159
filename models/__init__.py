"""Everything about a model: where its weights come from, how it is built, and the sessions that serve it.

This package never knows about documents, Chroma or chats.
"""
