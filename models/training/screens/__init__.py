"""Screens that are made to be learned from: rendered, and altered as people alter what they send."""
