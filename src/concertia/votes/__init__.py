"""Votes on statements: the published Polis method, a measure without groups, stability.

Every formula and its source: ``docs/methods/votes.md``. Nothing here loops over participants or votes in
Python.
"""
