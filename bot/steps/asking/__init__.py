"""What a message asks, told by its words alone: nothing here looks at a document.

- opening: what a message asks, without the words around it (`opening.py`)
- split: the questions of a message that asks several (`split.py`)
- follow-ups: does a question go on with those before it, and with which (`follow_ups.py`, `earlier_questions.py`,
  `other_task.py`)
- form: what an answer has to be, a way to do something, a fact, several things (`question_form.py`)
- extracts: what is to be shown as it stands, an overview, a list or more of an answer (`extracts.py`), or the most or
  least of something (`superlatives.py`)
- sides: the things that a question names side by side, and what it asks of each (`sides.py`, `comparisons.py`)
"""
