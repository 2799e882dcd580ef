"""Comes in: pages, and files in other forms.
Goes out: a website: built, laid out, previewed, published. The only room that knows MkDocs and mike.
May import: basics, model, history, checks, pages, formats.
"""

from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")
