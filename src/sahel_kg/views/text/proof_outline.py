"""A proof as an outline, which the tree and Markdown show: each step in full once, and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sahel_kg.explaining.day_readings import DayReading
from sahel_kg.explaining.explanations import Book, Explanation, Step
from sahel_kg.explaining.phrasing import TELLING
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import in_words
from sahel_kg.record.rewinding import words_of_window
from sahel_kg.views.text.citations import cite
from sahel_kg.vocabulary import compact


@dataclass
class TreeItem:
    """One place in the tree: a step, a reference to one shown elsewhere, or a note on what is folded."""

    step: Step | None
    depth: int = 0
    is_reference: bool = False
    note: str = ""
    children: list[TreeItem] = field(default_factory=list)


def expand(told: Explanation, *, full: bool) -> TreeItem:
    """Return the tree of a proof, each step in full once; what the ontology gives by itself is one line."""
    root = TreeItem(told.goal)
    shown = {1}
    stack = [root]
    while stack:
        item = stack.pop()
        assert item.step is not None
        if item.step.origin == "ontology" and item.depth and not full:
            continue
        seen = set[str]()
        for number in item.step.premises:
            step = told.step(number)
            is_told = not full and step.fact[1] == TELLING.get(item.step.rule)
            if step.origin == "ontology" and (is_told or step.text in seen):
                continue  # the rule reads as its axiom; the triples that define one class read alike
            seen.add(step.text)
            is_reference = number in shown and bool(step.premises)
            item.children.append(TreeItem(step, item.depth + 1, is_reference))
            if not is_reference and step.premises:
                shown.add(number)
                stack.append(item.children[-1])
    return root


def walk(root: TreeItem) -> Iterator[TreeItem]:
    """Yield the places of a tree from top to bottom."""
    stack = [root]
    while stack:
        item = stack.pop()
        yield item
        stack += reversed(item.children)


def title(item: TreeItem, told: Explanation) -> str:
    """Return the heading of a step."""
    step = item.step
    assert step is not None
    if item.is_reference:
        return f"{step.text} (see step {step.number})"
    if step.origin == "ontology" and (step.is_given or not item.children):
        follows = "" if step.is_given else f" (from {plural(_count_axioms(step, told), 'axiom')})"
        return f"ontology: {step.text}{follows}"
    number = f"[{step.number}] " if step.number in told.repeated else ""
    return f"{number}{step.text}"


def outline(told: Explanation, book: Book) -> list[tuple[int, str, str]]:
    """Return a proof as lines, from the fact down to claims: how deep each stands, what is so, and by what."""
    lines = []
    for item in walk(expand(told, full=False)):
        assert item.step is not None
        step = item.step
        if item.is_reference:
            why = ""
        elif step.rule and step.origin != "ontology":
            why = tell_rule(step, book)
        else:
            why = "; ".join(cite(claim, book) for claim in step.claims)
        lines.append((item.depth, title(item, told), why))
    return lines


def _count_axioms(step: Step, told: Explanation) -> int:
    """Return on how many given facts a step rests."""
    seen, stack, count = {step.number}, [step], 0
    while stack:
        current = stack.pop()
        count += not current.premises
        fresh = [number for number in current.premises if number not in seen]
        seen.update(fresh)
        stack += map(told.step, fresh)
    return count


def tell_when(step: Step) -> list[str]:
    """Return when a step holds, if that is worth a word."""
    if step.extent is None or step.extent.aspect == "timeless":
        return []
    grade = f"; credibility {step.credibility}" if step.credibility and step.number == 1 else ""
    return [in_words(step.extent) + grade]


def tell_years(step: Step, book: Book) -> list[str]:
    """Return what cuts when a step holds, with the claims that tell it, and what to know of how it is told.

    What cuts are years of actors, and an end that others tell.
    """
    is_outside = step.extent is not None and step.extent.aspect == "happening" and step.extent.at_most == "possible"
    where = "only possible, as outside its years" if is_outside else "within its years"
    years = [f"{where}: {text}; {'; '.join(cite(claim, book) for claim in claims)}" for text, claims in step.years]
    ends = [
        f"ended {_tell_end(claim.bounds.earliest_end, claim.bounds.latest_end)}: {cite(claim, book)}"
        for claim in step.endings
    ]
    return [*years, *ends, *(f"note: {text}" for text in step.cautions)]


def _tell_end(first: date | None, last: date | None) -> str:
    return f"by {last}" if first is None else f"on {last}" if first == last else f"between {first} and {last}"


def tell_rule(step: Step, book: Book) -> str:
    """Say by which rule a step follows, and how often in a row."""
    rule, reading = step.rule.removeprefix("rule:"), f": {step.reading}" if step.reading else ""
    if step.times == 1:
        return tell_reading(step.rule, step.reading)
    if step.rule in ("prp-trp", "eq-trans"):
        return f"by {step.times + 1} steps of {book.phrasing.quoted(step.fact[1])} ({rule}{reading})"
    return f"by {rule}, {step.times} times{reading}"


def tell_reading(rule: str, reading: str) -> str:
    """Say by what rule something follows; what an axiom says of things stands before the rule's name."""
    name = compact(rule).removeprefix("rule:")
    if rule in TELLING:
        return f"because {reading} ({name})"
    return f"by {name}: {reading}" if reading else f"by {name}"


def plural(count: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def tell_then(then: DayReading) -> str:
    """Say whether a fact is so on a day: of what happened, by the best proof ever before and by the best of late."""
    if not (then.happened or then.lately):
        return f"Is so on {then.day}: {then.lasts or 'no'}"
    said = [f"as a state that lasts: {then.lasts}"] * bool(then.lasts)
    said += [f"as what had happened by then: {then.happened}"] * bool(then.happened)
    said.append(f"in the {words_of_window(then.window)} before: {then.lately or 'no'}")
    return f"On {then.day}, {'; '.join(said)}"


def tell_others(told: Explanation) -> list[str]:
    """Return when a fact holds by other proofs, and by which claims."""
    said = []
    for other in told.others:
        grade = [f"credibility {other.credibility}"] if other.credibility else []
        said.append("; ".join([in_words(other.extent), *grade, *name_claims(other.claims)]))
    return said


def name_claims(claims: Sequence[Claim]) -> list[str]:
    """Return claims by their names alone, with those of their sources; nothing for none."""
    names = ", ".join(claim.id.removeprefix("claim:") for claim in claims)
    sources = ", ".join(dict.fromkeys(compact(claim.source).partition(":")[2] for claim in claims))
    return [f"claim{'s' * (len(claims) != 1)} {names} ({sources})"] if claims else []
