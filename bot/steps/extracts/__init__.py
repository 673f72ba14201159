"""What is shown as it stands in place of an answer that is read and written.

A document is summed up (`overview.py`), a list shown whole (`listing.py`), one row of a table (`extremes.py`), or more
of a section (`more.py`); what they show is in `sections.py`. `bot/steps/asking/` has the ways to ask for them.
"""
