"""Serves a language model that writes: a conversation laid out for it, and its tokens as text while they come."""
