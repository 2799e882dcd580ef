"""Comes in: a handbook with its history.
Goes out: every page of an iteration as Markdown, its menus and its addresses.
May import: basics, model, history.
"""
