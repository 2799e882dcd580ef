"""Comes in: nothing of ours.
Goes out: what every room stands on: problems in words, dates, addresses, git, templates.
May import: nothing.
"""
