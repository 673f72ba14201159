"""Answers that are at hand without a search: one that somebody pinned to the question, or the one given before.

`recall.py` looks for both. Pins are kept (`pins.py`), found for a question (`pin_board.py`, `same_question.py`) and
turned into its answer (`pinned_answer.py`); answers that were given are in memory (`answer_cache.py`).
"""
