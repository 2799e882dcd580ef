"""What each kind of thing is called, where it stands, and what it must have from which iteration on."""

from __future__ import annotations

SECTIONS = {
    "step": ("steps", "The four steps", "Step", "Used in steps"),
    "principle": ("principles", "Principles", "Principle", "Principles that name it"),
    "tension": ("tensions", "Tensions", "Tension", "Tensions it helps with"),
    "tool": ("tools", "Tools", "Tool", "Tools that lead here"),
    "clause": ("clauses", "Clauses", "Clause", "Clauses that name it"),
    "guidance": ("guidance", "Law and guidance", "Law and guidance", "Law and guidance that names it"),
    "case-study": ("case-studies", "Case studies", "Case study", "Cases that show it"),
    "briefing": ("briefings", "Briefings", "Briefing", "Briefings that name it"),
    "path": ("paths", "Reading paths", "Reading path", "On the reading paths"),
    "workshop": ("workshops", "Workshops", "Workshop", ""),
    "iteration": ("iterations", "Iterations", "Iteration", ""),
    "activity": ("steps", "The four steps", "Activity", ""),
}
"""For each kind: its folder in addresses, the title of its list, what one of them is called, and how a page names those that point to it."""


MANY = {
    "guidance": ("guidance/index.md", "pages of law and guidance"),
    "term": ("glossary.md", "terms of the glossary"),
    "activity": ("steps/index.md", "activities"),
    "step": ("steps/index.md", "steps"),
    **{
        kind: (f"{SECTIONS[kind][0]}/index.md", SECTIONS[kind][1].lower())
        for kind in ("principle", "tension", "tool", "clause", "case-study")
    },
    "briefing": ("decide.md", "briefings"),
}
"""For each kind: where all of it is listed, and what many of it are called."""


KIND_NAMES = {
    "step": "a step",
    "principle": "a principle",
    "tension": "a tension",
    "tool": "a tool",
    "clause": "a clause",
    "guidance": "a guidance page",
    "case-study": "a case study",
    "briefing": "a briefing",
    "path": "a reading path",
    "source": "a source",
    "term": "a term",
    "change": "a change",
    "iteration": "an iteration",
    "workshop": "a workshop",
    "activity": "an activity",
    "feedback": "a piece of feedback",
    "erratum": "an erratum",
}


REQUIRED: dict[str, dict[str, tuple[str, ...]]] = {
    "0.3": {
        "step": ("lead", "risks", "activities", "questions", "done_when", "accountability", "cost", "learning"),
        "activity": ("who", "time", "outcome", "goes_wrong_when"),
        "principle": (
            "why",
            "we_will",
            "we_wont",
            "good_signs",
            "warning_signs",
            "in_the_contract",
            "evidence",
            "keywords",
        ),
        "tension": (
            "who_feels_it",
            "how_it_shows",
            "too_much_one",
            "too_much_other",
            "holding_both",
            "safeguards",
            "keywords",
        ),
        "tool": (
            "steps",
            "use_when",
            "not_when",
            "lead",
            "who",
            "group_size",
            "time",
            "needs",
            "method",
            "fields",
            "example",
            "pitfalls",
            "keywords",
        ),
        "clause": ("watch_outs", "public_law", "steps", "keywords"),
        "guidance": ("facts", "for_relational", "keywords"),
        "case-study": ("features", "lessons", "steps", "keywords", "themes"),
    },
}
"""What an element must have from a version on. Earlier iterations may be shorter: they depict less."""
