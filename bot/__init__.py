"""The assistant: one async engine, the grounding of its answers, its conversations, and the surfaces over it.

Surfaces (`bot.cli`, `bot.server`, `bot.slack`) know the engine; the engine knows none of them.
"""
