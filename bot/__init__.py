"""The assistant: one async engine, the grounding of its answers, its conversations, and the surfaces over it.

Surfaces (`bot.cli` and, later, Slack and the server) know the engine; the engine knows none of them.
"""
