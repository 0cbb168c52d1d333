"""Documents harmed at random, and what the readers may make of them: a report or a refusal, nothing else.

``python -m tests.fuzz --minutes 60`` looks for new failures; ``test_fuzz.py`` looks for a few seconds with every change.
"""
