"""A campaign against the handbook's own tools: broken files, hostile words, and commands that are killed at work.

    .venv/bin/python -m tests.campaign --minutes 5 --seed 1

CAMPAIGN.md says what is tried, what counts as a fault, and what the last long run found.
"""
