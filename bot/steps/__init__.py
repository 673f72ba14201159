"""The life of a question, one file a step; `bot/answering` takes them.

- look: pictures turn into text (`look.py`, `bot/pictures/`) and queries (`picture_queries.py`)
- search: a message is cut up (`opening.py`, `split.py`), its spelling corrected (`spelling.py`), and queries are made
  (`search.py`) with what it goes on from (`follow_ups.py`, `earlier_questions.py`)
- sides: a question that names several things is asked about each (`sides.py`, `comparisons.py`)
- rerank: a cross-encoder, the reader, orders the passages (`rerank.py`)
- read: the best passages' units become evidence (`read.py`, `evidence.py`), scored by words, meaning and form
  (`scoring.py`, `question_form.py`, `unit_form.py`)
- decide: is there an answer (`decide.py`), and which is meant (`asked_now.py`, `tiers.py`, `codes.py`, `rivals.py`,
  `clarify.py`)
- write: the language model writes, from the evidence alone (`write.py`)
- verify: what a passage says is let through (`verify.py`), what is needed is quoted (`quotes.py`)
- instead: a document is summed up (`overview.py`), a list shown whole (`listing.py`), or more of a section
  (`more.py`); what they show is in `sections.py`
- around the text: pictures are described (`describe.py`), figures that belong to it added (`illustrate.py`)
"""
