"""Whether a sentence is supported by a passage, decided by words alone and never by the model that wrote it.

The nouns of this package, from small to large:

- term: a word as the checks compare it, by its stem (`terms.py`)
- unit: a sentence, list item, step, table row or line of code that can be quoted by itself (`unit.py`, `units.py`)
- excerpt: a passage with its surroundings, cut into units (`excerpt.py`)
- block: the units that have to be quoted together to make sense (`blocks.py`)
- lead-in: what has to stand above quoted units so that they keep their meaning (`lead_in.py`)
- statement: what a unit says, as canonical words (`statements.py`, `canonical.py`)
- support: the units that say what a written sentence claims (`support.py`)
- piece: a checked part of an answer, with the units that support it (`piece.py`)
- order: a prompt injection, a unit that is neither quoted nor shown to the writer (`orders.py`)
"""
