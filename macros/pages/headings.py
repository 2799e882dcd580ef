"""What the fields of an element are called where somebody reads two wordings of it: by the heading under which each
stands on its own page, so that a reader finds it there."""

from __future__ import annotations

from macros.pages.phrases import say

_ON_ANY = {
    "in_one_line": "field.in_one_line",
    "lead": "field.lead",
    "statement": "field.statement",
    "definition": "field.definition",
    "watch_outs": "page.watch_out",
    "in_the_contract": "page.in_the_contract",
    "we_will": "page.we_will",
    "we_wont": "page.we_will_not",
    "good_signs": "page.good_signs",
    "warning_signs": "page.warning_signs",
    "outcome": "page.leave_with",
    "goes_wrong_when": "page.goes_wrong",
    "done_when": "page.done",
    "accountability": "page.accountable",
    "cost": "page.cost",
    "learning": "page.next_time",
    "activities": "page.to_do",
    "risks": "page.risks",
    "who_feels_it": "page.who_feels",
    "how_it_shows": "page.how_it_shows",
    "holding_both": "page.holding_both",
    "safeguards": "page.put_in_place",
    "use_when": "page.when_to_use",
    "not_when": "page.when_not",
    "needs": "page.have_ready",
    "method": "page.method",
    "fields": "page.template",
    "reading": "page.reading_result",
    "example": "page.example",
    "pitfalls": "page.pitfalls",
    "plain_words": "page.plain_words",
    "drafting": "page.drafting",
    "public_law": "page.public_law",
    "steps_to_take": "page.what_to_do",
    "facts": "page.rules",
    "for_relational": "page.for_relational",
    "answer": "field.answer",
    "problem": "page.case_problem",
    "what_happened": "page.case_happened",
    "contested": "page.case_contested",
    "lessons": "page.lessons",
    "evidence_note": "page.case_evidence",
    "stops": "page.read_in_order",
    "ask": "page.ask",
    "aims": "session.aims",
    "rules": "session.rules",
    "before": "session.before",
    "access": "session.access",
    "agenda": "session.run",
    "ask_at_the_end": "session.ask_at_the_end",
    "after": "session.after",
}
"""The phrase that names a field, whatever it is a field of."""

_ON_ONE = {
    ("step", "why"): "page.why",
    ("step", "questions"): "page.questions",
    ("principle", "evidence"): "page.show_auditor",
    ("case-study", "evidence"): "page.case_evidence",
    ("case-study", "features"): "page.case_relational",
}
"""Where the same name means something else on the page of one kind."""


def heading(kind: str, field: str) -> str:
    """What readers see as the name of a field of a kind: the heading of its page, or its name with spaces."""
    name = _ON_ONE.get((kind, field)) or _ON_ANY.get(field)
    return say(name) if name else field.replace("_", " ").capitalize()
