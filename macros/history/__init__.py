"""Comes in: two iterations, or all of them.
Goes out: what is different, word by word, and what became of each element.
May import: basics, model.
"""
