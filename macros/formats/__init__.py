"""Comes in: a version with its pages.
Goes out: the same in other forms: open data, citations, the feed, the search index, plain Markdown.
May import: basics, model, history, pages.
"""

from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")
