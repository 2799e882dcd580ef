"""Comes in: what somebody wants written into data/.
Goes out: files that are right from the start, a release, feedback taken in.
May import: basics, model, history, checks.
"""

from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")
