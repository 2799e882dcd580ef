"""Decision aids that lead everybody somewhere: every way ends in an outcome, and each worked example comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from macros import model
from macros.basics.problems import Problem, did_you_mean
from macros.model.aids import Number, Question, Test
from macros.model.deciding import GIVEN, NOT_SURE, as_answers, decide, tree
from macros.model.handbook import LoadedIteration, Place
from macros.model.marks import is_traced

TAKEN = frozenset("aid tree examples outcomes history sources where-next the-sums".split())
"""Headings that the page of every aid has."""

Path = tuple[str | int, ...]


def check_aids(iteration: LoadedIteration) -> list[Problem]:
    """In each aid, every answer leads on and none leads back; every question and outcome can be reached; what decides
    has been asked before; every outcome has a source; and each worked example comes out as it says."""
    problems: list[Problem] = []
    for aid in iteration.of("aid"):
        found = _Aid(aid, iteration.places["aid", aid.id]).problems()
        problems += found
    return problems


class _Aid:
    """What is wrong with one aid."""

    def __init__(self, aid: model.Aid, place: Place):
        self.aid, self.place = aid, place
        self.questions = {each.id: number for number, each in enumerate(aid.questions)}
        self.outcomes = {each.id: number for number, each in enumerate(aid.outcomes)}
        self.numbers = {number.id: each.id for each in aid.questions for number in each.numbers}
        self.sums = {each.id: each for each in aid.sums}

    def wrong(self, path: Path, what: str, do: str) -> Problem:
        return Problem(self.place.file.shown, self.place.line(path), what, do)

    def problems(self) -> list[Problem]:
        """The rules in turn; what needs a sound tree is asked only of one."""
        found = [
            *self._names(),
            *self._earlier(),
            *self._targets(),
            *self._answers(),
            *self._sums(),
            *self._sources(),
            *self._duties(),
        ]
        if not found:
            found += self._loops()
        if not found:
            found += [*self._unreached(), *self._asked_before()]
        if not found:
            found += self._examples()
        return found

    def _names(self) -> Iterator[Problem]:
        """Each name once: links within the page, sums and tests lead to things by their names."""
        named: list[tuple[str, Path]] = [
            (each.id, (field, number, "id"))
            for field in ("questions", "sums", "duties", "outcomes", "scenarios")
            for number, each in enumerate(getattr(self.aid, field))
        ]
        named += [
            (number.id, ("questions", at, "numbers", index, "id"))
            for at, question in enumerate(self.aid.questions)
            for index, number in enumerate(question.numbers)
        ]
        often, seen = Counter(name for name, _ in named), set()
        for name, path in named:
            if name in TAKEN:
                yield self.wrong(path, f'"{name}" is the name of a heading that every aid has.', "Choose another id.")
            elif often[name] > 1 and name in seen:
                yield self.wrong(path, f'Two things in this aid are called "{name}".', "Rename one of them.")
            seen.add(name)

    def _earlier(self) -> Iterator[Problem]:
        """An earlier id is nobody's today, and leads to one heir: an answer cannot be given twice."""
        heirs: dict[str, str] = {}
        for at, question in enumerate(self.aid.questions):
            here: list[tuple[Path, Question | Number]] = [(("questions", at), question)]
            here += [(("questions", at, "numbers", n), number) for n, number in enumerate(question.numbers)]
            for path, each in here:
                for old in each.was:
                    if old in self.questions or old in self.numbers:
                        yield self.wrong((*path, "was"), f'"{old}" is asked in this aid.', "Name an id that is gone.")
                    elif heirs.setdefault(old, each.id) != each.id:
                        yield self.wrong(
                            (*path, "was"),
                            f'"{old}" was "{heirs[old]}" already.',
                            "Let one of them have its answer, and ask the other anew.",
                        )

    def _targets(self) -> Iterator[Problem]:
        """Every answer leads to something that is there."""
        known = {**self.questions, **self.outcomes}
        for at, question in enumerate(self.aid.questions):
            for index, answer in enumerate(question.answers):
                if answer.to not in known:
                    yield self.wrong(
                        ("questions", at, "answers", index, "to"),
                        f'This answer leads to "{answer.to}", and no question or outcome has that id.',
                        did_you_mean(answer.to, known) or "Add it, or lead somewhere else.",
                    )

    def _answers(self) -> Iterator[Problem]:
        """A question has answers to choose from, or figures that decide without a gap; not sure counts as one."""
        for at, question in enumerate(self.aid.questions):
            here: Path = ("questions", at, "answers")
            ids = [answer.id for answer in question.answers]
            if question.not_sure.counts_as not in ids:
                yield self.wrong(
                    ("questions", at, "not_sure", "counts_as"),
                    f'Not sure counts as "{question.not_sure.counts_as}", which is none of the answers.',
                    did_you_mean(question.not_sure.counts_as, ids) or f"Choose among {', '.join(ids)}.",
                )
            if len(set(ids)) < len(ids) or NOT_SURE in ids:
                yield self.wrong(here, "Two answers have the same id, or one is called not-sure.", "Rename one.")
            decided = [bool(answer.when) for answer in question.answers]
            if any(decided) and (decided[-1] or not all(decided[:-1])):
                yield self.wrong(
                    here,
                    "Where figures decide, every answer but the last says when, and the last says nothing.",
                    "Say `when` for all but the last; the last is what is left.",
                )
            if len(ids) < 2 and not question.numbers:
                yield self.wrong(
                    (*here, 0, "id"), "A question with one answer asks nothing.", "Add one, or take it out."
                )

    def _sums(self) -> Iterator[Problem]:
        """A sum is of figures that are typed, or worked out above it."""
        known = set(self.numbers)
        for number, each in enumerate(self.aid.sums):
            for index, name in enumerate(each.of):
                if name not in known:
                    yield self.wrong(
                        ("sums", number, "of", index),
                        f'"{name}" is no number, and no sum above this one.',
                        did_you_mean(name, known) or "Ask for it, or move the sum down.",
                    )
            known.add(each.id)
            for index, name in enumerate(each.of):
                if each.label and name in self.sums and not self.sums[name].label:
                    yield self.wrong(
                        ("sums", number, "of", index),
                        f'"{name}" has no label, and this sum is shown as made of it.',
                        "Give it a label, or take this one's away.",
                    )
        for path, test, _ in self._tests():
            if test.among:
                if test.of not in self.questions:
                    hint = did_you_mean(test.of, self.questions)
                    yield self.wrong((*path, "of"), f'"{test.of}" is no question of this aid.', hint or "Name one.")
                    continue
                ids = [answer.id for answer in self.aid.questions[self.questions[test.of]].answers]
                for name in test.among:
                    if name not in ids:
                        hint = did_you_mean(name, ids)
                        yield self.wrong(
                            (*path, "among"), f'Nobody can answer "{name}" to "{test.of}".', hint or "Mend it."
                        )
            elif test.of not in known:
                hint = did_you_mean(test.of, known)
                yield self.wrong((*path, "of"), f'"{test.of}" is no number and no sum.', hint or "Add it to `sums`.")

    def _tests(self) -> Iterator[tuple[Path, Test, str]]:
        """Every test with its place, and the question, or the duty, that has it."""
        for at, question in enumerate(self.aid.questions):
            for index, answer in enumerate(question.answers):
                for number, test in enumerate(answer.when):
                    yield ("questions", at, "answers", index, "when", number), test, question.id
        for at, duty in enumerate(self.aid.duties):
            for number, test in enumerate(duty.when):
                yield ("duties", at, "when", number), test, duty.id

    def _sources(self) -> Iterator[Problem]:
        """An outcome that nobody can look up is an opinion."""
        for at, outcome in enumerate(self.aid.outcomes):
            if not outcome.rests_on and not is_traced(outcome.means):
                yield self.wrong(
                    ("outcomes", at, "id"),
                    f'The outcome "{outcome.id}" rests on no source.',
                    "Add `rests_on` with a source, where in it, and when it was checked. "
                    "If no law is behind it and it is our own, let `means` say [inferred].",
                )

    def _duties(self) -> Iterator[Problem]:
        known = [duty.id for duty in self.aid.duties]
        used = set()
        for at, outcome in enumerate(self.aid.outcomes):
            for index, name in enumerate(outcome.publish):
                used.add(name)
                if name not in known:
                    hint = did_you_mean(name, known)
                    yield self.wrong(
                        ("outcomes", at, "publish", index), f'"{name}" is no duty of this aid.', hint or "Add it."
                    )
        for at, name in enumerate(known):
            if name not in used:
                yield self.wrong(
                    ("duties", at, "id"),
                    f'No outcome names the duty "{name}".',
                    "Name it under `publish`, or take it out.",
                )

    def _loops(self) -> Iterator[Problem]:
        """Nobody may come to the same question twice."""
        done: set[str] = set()
        way: list[str] = []

        def walk(name: str) -> Iterator[Problem]:
            if name in self.outcomes or name in done:
                return
            way.append(name)
            at = self.questions[name]
            for index, answer in enumerate(self.aid.questions[at].answers):
                if answer.to in way:
                    round_ = " → ".join([*way[way.index(answer.to) :], answer.to])
                    yield self.wrong(
                        ("questions", at, "answers", index, "to"),
                        f'This answer leads back to "{answer.to}": {round_}.',
                        "Lead on to a question that comes later, or to an outcome.",
                    )
                else:
                    yield from walk(answer.to)
            way.pop()
            done.add(name)

        for name in self.questions:
            yield from walk(name)

    def _in_order(self) -> list[Question]:
        """The questions that can be reached, each after all that lead to it."""
        found: list[str] = []

        def walk(name: str) -> None:
            if name in self.outcomes or name in found:
                return
            for answer in self.aid.questions[self.questions[name]].answers:
                walk(answer.to)
            found.append(name)

        walk(self.aid.questions[0].id)
        return [self.aid.questions[self.questions[name]] for name in reversed(found)]

    def _unreached(self) -> Iterator[Problem]:
        order = self._in_order()
        reached = {question.id for question in order} | {a.to for question in order for a in question.answers}
        for field, known in (("questions", self.questions), ("outcomes", self.outcomes)):
            for name, at in known.items():
                if name not in reached:
                    yield self.wrong(
                        (field, at, "id"),
                        f'Nothing leads to "{name}".',
                        "Let an answer lead there, or take it out.",
                    )

    def _asked_before(self) -> Iterator[Problem]:
        """On every way to where something decides, it has been asked: otherwise it would never be known there."""
        before: dict[str, set[str]] = {self.aid.questions[0].id: set()}
        for question in self._in_order():
            now = before[question.id] | {question.id}
            for answer in question.answers:
                before[answer.to] = before[answer.to] & now if answer.to in before else set(now)
        where = {duty.id: [o.id for o in self.aid.outcomes if duty.id in o.publish] for duty in self.aid.duties}
        for path, test, name in self._tests():
            needed = {test.of} if test.among else self._needs(test.of)
            for there in where.get(name, [name]):
                asked = before[there] | ({there} if there in self.questions and not test.among else set())
                for missing in sorted(needed - asked):
                    yield self.wrong(
                        (*path, "of"),
                        f'Some way leads to "{there}" without the question "{missing}", which decides here.',
                        "Ask it before, on every way, or decide by something else.",
                    )

    def _needs(self, name: str) -> set[str]:
        """The questions that ask for the figures of which a sum is made."""
        if name in self.numbers:
            return {self.numbers[name]}
        return set().union(*(self._needs(each) for each in self.sums[name].of))

    def _examples(self) -> Iterator[Problem]:
        """Each worked example answers what is asked, and comes out as it says."""
        about = tree(self.aid)
        for at, example in enumerate(self.aid.scenarios):
            here: Path = ("scenarios", at)
            for name, value in example.answers.items():
                allowed = None
                if name in self.questions:
                    question = self.aid.questions[self.questions[name]]
                    allowed = [GIVEN] if question.numbers else [answer.id for answer in question.answers]
                if (name in self.numbers and isinstance(value, str)) or (
                    name not in self.numbers and (allowed is None or value not in (*allowed, NOT_SURE))
                ):
                    hint = did_you_mean(name, [*self.questions, *self.numbers]) if allowed is None else ""
                    yield self.wrong(
                        (*here, "answers", name),
                        f'"{value}" is no answer to "{name}" in this aid.',
                        hint or f"Choose among {', '.join((*(allowed or ['a number']), NOT_SURE))}.",
                    )
            said = decide(about, as_answers(example.answers))
            if said["outcome"] != example.outcome:
                came = said["outcome"] or f'the question "{said["at"]}", unanswered'
                yield self.wrong(
                    (*here, "outcome"),
                    f'This example says "{example.outcome}", and its answers lead to {came}.',
                    "Mend its answers or what it says; if both are right, the aid is wrong.",
                )
                continue
            for name, figure in example.sums.items():
                if said["sums"].get(name) != figure:
                    yield self.wrong(
                        (*here, "sums", name),
                        f'"{name}" comes to {said["sums"].get(name)}, and this example says {figure}.',
                        "Mend the figure.",
                    )
            due = [name for name, state in said["duties"].items() if state != "not"]
            if example.due is not None and example.due != due:
                yield self.wrong(
                    (*here, "due"),
                    f"What is due comes out as {', '.join(due) or 'nothing'}.",
                    "Mend `due`, or the duty's `when`.",
                )
