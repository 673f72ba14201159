"""Answers a question: from what kind of message it is to the last event of its answer; the steps are in `bot/steps`.

`answer.py` puts them in order, `consider.py` takes those after which nothing is said yet, `responder.py` says what was
decided. `extracts.py` finds what is shown as it stands, `replies.py` and `known_documents.py` have what nobody writes.
"""
