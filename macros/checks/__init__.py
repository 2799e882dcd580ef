"""Comes in: a handbook as far as it could be read.
Goes out: everything that is wrong with it, each with its file, its line and what to do.
May import: basics, model, history.
"""
