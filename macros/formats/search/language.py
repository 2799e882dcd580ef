"""How the search treats words: how they are spelt, shortened, taken to their root;
which count, and which ask for a kind of page."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from macros.model.kinds import KINDS

STEM = (
    (r"['’]s?$", ""),  # provider's, Barnardo's
    (r"['’]", ""),
    (r"(?<=[a-z]{2})ies$", "y"),  # policies, policy
    (r"(?<=[a-z]{2}[^s])s$", ""),  # clauses, clause
    (r"(?<=[a-z]{3})iz(?=(e[dr]?|ing|ation)$)", "is"),  # organization, organisation
    (r"(?<=[a-z])yz(?=(e[dr]?|ing)$)", "ys"),  # analyze, analyse
    (r"(?<=[a-z]{2})our(?=(al|ed|ing|able)?$)", "or"),  # behaviour, behavior
    (r"(?<=[a-z]{3})tre$", "ter"),  # centre, center
    (r"(?<=[a-z]log)ue$|(?<=gram)me$|(?<=dg)e(?=ment$)", ""),  # dialogue, programme, judgement
    (r"^sk(?=ept)", "sc"),  # skeptic, sceptic
    (r"^enquir", "inquir"),
    (r"(?<=[a-z]{3})(ing|ed)$", ""),  # planning, planned
    (r"(?<=[a-z]{2})([bdglmnprt])(?=\1$)", ""),  # plann, plan; but not ITT, it
    (r"(?<=[a-z]{6})ment$", ""),  # management, manage
    (r"(?<=[a-z]{4}[st])ion$", ""),  # evaluation, evaluate
    (r"(?<=[a-z]{3})e$", ""),
    (r"(?<=[a-z]{2}[ei])ns$", "nc"),  # license, licence
    (r"(?<=pract)is$", "ic"),  # practise, practice
)
"""How a word is shortened, one rule after another. Light on purpose: commissioner and commissioning stay apart.
American spelling becomes ours, or ours American: what matters is that they meet.

Only what Python and JavaScript read alike may stand here."""


ROOT = (
    r"(?<=[a-z]{3})(?:(?:ab|ib)(?:ilit|l)y?|abl|ibl|at(?:ion|iv|or|ory)?|it(?:ion|iv|y)|iv(?:ity)?|ity|ilit|ancy?|ency?|ant|ent|"
    r"al(?:ity|ly)?|ers?|ors?|ment|ness|ful|ly|y|ion|i)$"
)
"""What comes off a stem so that only its root is left: `transparent` and `transparency`, `renew` and `renewal`. Words
of one root are found too, and count less than the word itself."""


STOP = frozenset(
    """a about after all also am an and any anybody anyone anything are as at be because been before being between both
    but by can could did do does doing each everything for from get gets give go going had has have he her here his how
    i if in into is it its just keep kind know let like make makes many may me might more most much must my need needs
    no nor not of off on once only or other our out over own per please put said same say says see shall she should so
    can't cant cannot couldn't doesn't doesnt don't dont didn't didnt hasn't haven't i'm im isn't isnt it's says
    shouldn't that's there they're wasn't we're what's whats won't wont wouldn't you're
    come comes coming
    some somebody someone something still such take tell than that the their them then there these they this those
    through to too under until up upon us very want wants was we were what when where which while who whom whose why
    will with without would yet you your yours""".split()
)
"""Words that say little by themselves. They count in titles and keywords, and nowhere else."""


SPELT = (
    (r"(\d),(?=\d{3})", r"\1"),
    (r"(?:\bs{1,2}|\bsect?(?:ions?)?|§)\.? ?(?=\d)", "section"),
    (r"\breg(?:ulation)?s?\.? ?(?=\d)", "regulation"),
    (r"\bsch(?:ed|edule)?s?\.? ?(?=\d)", "schedule"),
    (r"(\d) ?m\b", r"\1 million"),
    (r"%", " per cent"),
    (r"&", " and "),
)
"""What is written in several ways: £663,540 and 663540; s.74, s74 and section 74, which become one word;
£5m and £5 million."""


_SPELT_SOMEHOW = re.compile(r"[\d%&§]")
"""What a text has to have for any of these."""


WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")


HYPHENED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")


WEIGHT = {kind: row.weight for kind, row in KINDS.items()} | {
    "written": 1.1,
    "list": 0.9,
    "sources": 0.35,
    "files": 1.0,
}
"""How much a kind of page counts."""


CUES = {kind: row.cues for kind, row in KINDS.items()} | {
    "written": "website, site, handbook",
    "files": "template, board report, board paper, PDF, docx, Word document, printable, to download",
}
"""What shows that somebody asks for pages of a kind, whatever they are about."""


TOO_COMMON = 0.34
"""In more than this share of all entries, a word of the text says nothing about any of them."""


COMMON_WHERE_ASKED = 0.06
"""The same for an entry of which asked.yml says how people ask for it: that tells more than a word that stands in the
text of twenty others."""


# -- words ---------------------------------------------------------------------------------------


def tokens_of(text: str) -> list[str]:
    """The words of a text, small and without accents, in order."""
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    text = text.lower()
    if _SPELT_SOMEHOW.search(text):
        for pattern, instead in SPELT:
            text = re.sub(pattern, instead, text)
    return WORD.findall(text)


@cache
def stem(word: str) -> str:
    """A word without its ending: `evaluations` and `evaluating` are both `evaluat`."""
    for pattern, instead in STEM:
        word = re.sub(pattern, instead, word, count=1)
    return word


def stems(text: str, short: bool = True) -> list[str]:
    """The stems of a text, in order. In `short` ones (titles, keywords) the common words count too."""
    return [stem(word) for word in tokens_of(text) if short or word not in STOP]


def joined(text: str) -> list[str]:
    """What a hyphen joins, as one word: co-production is also found as coproduction."""
    return [stem(word.replace("-", "")) for word in HYPHENED.findall(text.lower())]
