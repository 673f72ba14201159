"""The life of a question, one file a step; `bot/answering` takes them.

- ask: what a message asks, told by its words alone (`asking/`)
- look: pictures turn into text (`look.py`, `bot/pictures/`) and queries (`picture_queries.py`)
- search: spelling is corrected (`spelling.py`), and queries are made (`search.py`)
- sides: a question that names several things, or "each office", is answered in one, or for each (`sides.py`)
- rerank: a cross-encoder, the reader, orders the passages (`rerank.py`)
- read: the best passages' units become evidence (`read.py`, `evidence.py`), scored by words, meaning and form
  (`scoring.py`, `unit_form.py`)
- decide: is there an answer (`decide.py`), and which is meant (`signposts.py`, `asked_now.py`, `codes.py`, `tiers.py`,
  `rivals.py`, `clarify.py`)
- write: the language model writes, from the evidence alone (`write.py`)
- verify: what a passage says is let through (`verify.py`), what is needed is quoted (`quotes.py`) with what goes on
  with it (`answer_paragraph.py`)
- instead: an overview, a list, one row or a section is shown as it stands (`extracts/`)
- around the text: pictures are described (`describe.py`), figures that belong to it added (`illustrate.py`)
"""
