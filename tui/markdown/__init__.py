"""Draws an answer's Markdown as lines of a terminal. It reads text and a width and gives lines; it knows no widget."""
