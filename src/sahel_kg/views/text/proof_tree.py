"""Explanations as a tree on the terminal and as a nested list of Markdown."""

from __future__ import annotations

import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rdflib import OWL, Variable

from sahel_kg.explaining.explanations import Book, Explanation, FindingExplanation, Step
from sahel_kg.explaining.phrasing import Triple, is_axiom
from sahel_kg.inference.supports import Support
from sahel_kg.reasoning.proofs import Justification, NearMiss
from sahel_kg.record.claims import Claim
from sahel_kg.record.evidence import Evidence
from sahel_kg.record.extents import When, in_words, words_of_window
from sahel_kg.tables import printable, width
from sahel_kg.vocabulary import compact

if TYPE_CHECKING:
    pass

MOST = 25
"""Facts that a tree shows before its middle is folded."""
NARROWEST = 36
"""Columns that text keeps, however deep it stands."""
NEAREST = 8
"""Near misses that are shown."""
_FEW = 8
_ENDS = 3

Style = Literal["", "bold", "dim", "cyan", "yellow"]


@dataclass
class _TreeItem:
    """One place in the tree: a step, a reference to one shown elsewhere, or a note on what is folded."""

    step: Step | None
    depth: int = 0
    is_reference: bool = False
    note: str = ""
    children: list[_TreeItem] = field(default_factory=list)


@dataclass(frozen=True)
class _Guided:
    """A line of text behind its guides: `first` before it, `rest` before what is wrapped."""

    first: str
    rest: str
    text: str
    style: Style = ""


# -- what is shown


def _expand(told: Explanation, *, full: bool) -> _TreeItem:
    """Return the tree of a proof, each step in full once; what the ontology gives by itself is one line."""
    root = _TreeItem(told.goal)
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
            if step.origin == "ontology" and step.text in seen:
                continue  # the triples that define one class read alike
            seen.add(step.text)
            is_reference = number in shown and bool(step.premises)
            item.children.append(_TreeItem(step, item.depth + 1, is_reference))
            if not is_reference and step.premises:
                shown.add(number)
                stack.append(item.children[-1])
    return root


def _walk(root: _TreeItem) -> Iterator[_TreeItem]:
    stack = [root]
    while stack:
        item = stack.pop()
        yield item
        stack += reversed(item.children)


def _fold(root: _TreeItem, columns: int) -> None:
    """Leave the first levels of a long proof, and of a long list of premises its ends."""
    if sum(1 for _ in _walk(root)) <= MOST:
        return
    left = MOST
    level = [root]
    while level:
        following: list[_TreeItem] = []
        for item in level:
            if len(item.children) > _FEW:
                middle = item.children[_ENDS:-_ENDS]
                note = _TreeItem(None, item.depth + 1, note=_count_folded(middle))
                item.children = [*item.children[:_ENDS], note, *item.children[-_ENDS:]]
            is_deep = 3 * (item.depth + 1) > columns - NARROWEST
            if item.children and (len(item.children) > left or is_deep) and item is not root:
                item.children = [_TreeItem(None, item.depth + 1, note=_count_folded(item.children))]
            left -= len(item.children)
            following += (child for child in item.children if child.step)
        level = following


def _count_folded(items: Iterable[_TreeItem]) -> str:
    hidden = [each for item in items for each in _walk(item) if each.step]
    claims = {claim.iri for each in hidden if each.step for claim in each.step.claims}
    told = f", resting on {_plural(len(claims), 'claim')}" if claims else ""
    return f"... {_plural(len(hidden), 'fact')} more{told}; --full shows them"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


# -- in words


def _title(item: _TreeItem, told: Explanation) -> str:
    step = item.step
    assert step is not None
    if item.is_reference:
        return f"{step.text} (see step {step.number})"
    if step.origin == "ontology" and (step.is_given or not item.children):
        follows = "" if step.is_given else f" (from {_plural(_count_axioms(step, told), 'axiom')})"
        return f"ontology: {step.text}{follows}"
    number = f"[{step.number}] " if step.number in told.repeated else ""
    return f"{number}{step.text}"


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


def _details(step: Step, book: Book) -> list[str]:
    """Return when a step holds, and why: its rule, or where it was said."""
    when = _when(step)
    if step.rule:
        return [*when, f"by {_by(step, book)}"]
    told = [cite(claim, book) for claim in step.claims]
    told += [f"given in {graph}" for graph in step.graphs]
    if not told and step.origin == "data":
        told = ["from the list of actors and places" if book.claims else "given"]
    return [*when, *told]


def _when(step: Step) -> list[str]:
    if step.extent is None or step.extent.aspect == "timeless":
        return []
    grade = f"; credibility {step.credibility}" if step.credibility and step.number == 1 else ""
    return [in_words(step.extent) + grade]


def _others(told: Explanation) -> list[_Guided]:
    """Return when a fact holds by other proofs."""
    if not told.others:
        return []
    lines = [_Guided("", "", ""), _Guided("", "  ", "By other proofs:")]
    return lines + [
        _Guided("- ", "  ", in_words(extent) + (f"; credibility {grade}" if grade else ""))
        for extent, grade in told.others
    ]


def _by(step: Step, book: Book) -> str:
    reading = f": {step.reading}" if step.reading else ""
    rule = step.rule.removeprefix("rule:")
    if step.times == 1:
        return f"{rule}{reading}"
    if step.rule in ("prp-trp", "eq-trans"):
        return f"{step.times + 1} steps of {book.phrasing.quoted(step.fact[1])} ({rule}{reading})"
    return f"{rule}, {step.times} times{reading}"


def cite(claim: Claim, book: Book) -> str:
    """Return a claim with its place, basis and grade in one line.

    The source is named by the last part of its IRI; `sources` tells its title.
    """
    letter, credibility = book.grade(claim)
    speaker = claim.speaker and (book.phrasing.labels.get(claim.speaker) or compact(claim.speaker))
    where = f"{compact(claim.source).partition(':')[2]}, {place(claim)}{f', said by {speaker}' if speaker else ''}"
    return f"claim {claim.id.removeprefix('claim:')}: {where}; {claim.basis}, {letter}{credibility}"


def place(claim: Claim) -> str:
    """Return where in its source a claim rests."""
    at = claim.locator
    if at is None:
        return claim.record or "no place given"
    if at.paragraph:
        return f"paragraph {at.paragraph}, sentence {at.sentence}"
    return "title" if at.segment == "t" else f"author's note, sentence {at.sentence}"


def list_sources(claims: Iterable[Claim], book: Book) -> list[str]:
    """Return the sources of claims with their titles, and what a grade means."""
    named = {claim.source: compact(claim.source).partition(":")[2] for claim in claims}
    lines = [f"{name}: {book.titles.get(iri, iri)}" for iri, name in sorted(named.items())]
    if not lines:
        return []
    grades = "grades: the source from A (reliable) to E, F unknown; the claim from 1 (confirmed) to 5, 6 unknown"
    return [*lines, grades]


# -- the tree


def tree(told: Explanation, book: Book, *, full: bool = False) -> str:
    """Return a proof as a tree, as wide as the terminal.

    Parameters
    ----------
    told : Explanation
    book : Book
    full : bool
        Fold nothing.
    """
    lines = list(_tree_lines(told, book, full=full))
    return _print([*lines, *_others(told), *_legend(told.claims, book)])


def finding_tree(told: FindingExplanation, book: Book, *, full: bool = False) -> str:
    """Return a contradiction or tension as the trees of its sides, with the claims that cause it."""
    finding = told.finding
    lines = [
        _Guided("", "  ", f"{finding.kind} by {compact(finding.rule).removeprefix('rule:')}", "bold"),
        _Guided("", "  ", finding.message.rstrip("."), "dim"),
    ]
    for number, side in enumerate(told.sides, 1):
        lines.append(_Guided("", "", ""))
        lines += _tree_lines(side, book, full=full, before=f"{number}. ")
    lines += _causes(told)
    return _print([*lines, *_legend([claim for side in told.sides for claim in side.claims], book)])


def _causes(told: FindingExplanation) -> list[_Guided]:
    if not told.causes:
        return []
    lines = [
        _Guided("", "", ""),
        _Guided(
            "", "  ", f"Each of these sets of claims is enough for the {told.finding.kind}, and has none to spare:"
        ),
    ]
    for cause in told.causes:
        names = ", ".join(name.removeprefix("claim:") for name in cause)
        lines.append(_Guided("- ", "  ", names or "the ontology and the lists alone, no claim"))
    return lines


def _tree_lines(told: Explanation, book: Book, *, full: bool, before: str = "") -> Iterator[_Guided]:
    root = _expand(told, full=full)
    if not full:
        _fold(root, width())
    stack: list[tuple[_TreeItem, str, str]] = [(root, before, " " * len(before))]
    while stack:
        item, first, rest = stack.pop()
        if item.step is None:
            yield _Guided(first, rest, item.note, "dim")
            continue
        bar = f"{rest}│  " if item.children else f"{rest}   "
        style: Style = "bold" if item is root else "cyan" if item.step.origin == "ontology" else ""
        yield _Guided(first, bar if item.depth or item.children else rest, _title(item, told), style)
        if not item.is_reference and not (item.step.origin == "ontology" and not item.children):
            for text in _details(item.step, book):
                yield _Guided(bar, bar, text, "yellow" if item.step.is_given else "dim")
        for child in reversed(item.children):
            is_last = child is item.children[-1]
            stack.append((child, rest + ("└─ " if is_last else "├─ "), rest + ("   " if is_last else "│  ")))


def _legend(claims: Sequence[Claim], book: Book) -> Iterator[_Guided]:
    lines = list_sources(claims, book)
    if lines:
        yield _Guided("", "", "")
    for line in lines:
        yield _Guided("", "    ", line, "dim")


def absence(fact: Triple, when: When, evidence: Evidence, times: Sequence[Support], book: Book) -> str:
    """Return that a fact is not so at the time and by the evidence that is looked at, and when it is.

    Parameters
    ----------
    fact : triple
    when : When
    evidence : Evidence
    times : sequence of Support
        How it follows by that evidence at any time.
    book : Book
    """
    kept = "certain" if when.readings == "certain" else "so"
    told = f"not {kept}" + (f" on {when.day}" if when.day else "") + (f" {evidence.in_words()}" if evidence else "")
    told += f"; what happened counts for {words_of_window(when.window)}" if when.window else ""
    lines = [_Guided("", "  ", f"{book.phrasing.sentence(fact)}: {told}", "bold")]
    lines += (_Guided("- ", "  ", in_words(each)) for each in dict.fromkeys(support.extent for support in times))
    without = ["without --as-of"] * bool(when.day) + ["by all claims"] * bool(evidence)
    lines.append(_Guided("", "  ", f"Why it follows at all: the same {' and '.join(without)}.", "dim"))
    return _print(lines)


def near_misses(
    fact: Triple, misses: Sequence[NearMiss], aside: Sequence[Claim], book: Book, *, full: bool = False
) -> str:
    """Return why a fact does not hold: the rules that would give it, and what each lacks.

    Parameters
    ----------
    fact : triple
    misses : sequence of NearMiss
    aside : sequence of Claim
        Claims that say it but do not count.
    book : Book
    full : bool
        All of them.
    """
    lines = [_Guided("", "  ", f"{book.phrasing.sentence(fact)}: does not hold", "bold")]
    lines += (_Guided("", "  ", f"told, but not counted as a fact ({_why_aside(c)}): {cite(c, book)}") for c in aside)
    near = sorted(misses, key=lambda miss: (_is_of_ontology(miss), len(miss.present)))
    shown = near if full else _select(near)
    if not shown:
        lines.append(_Guided("", "  ", "No rule is one fact about the world short of it."))
    for miss in shown:
        rule = compact(miss.rule).removeprefix("rule:")
        lines.append(_Guided("", "", ""))
        lines.append(_Guided("", "  ", f"would follow by {rule}: {miss.label.rstrip('.')}"))
        lines += (_Guided("├─ ", "│  ", f"given that {book.phrasing.sentence(each)}") for each in miss.present)
        lines.append(_Guided("└─ ", "   ", f"but is missing: {book.phrasing.sentence(miss.missing)}", "yellow"))
    if len(shown) < len(misses):
        left = _plural(len(misses) - len(shown), "way")
        note = f"... {left} more, those too by which the ontology would have to say more; --full shows them"
        lines += [_Guided("", "", ""), _Guided("", "", note, "dim")]
    return _print(lines)


def _select(near: Sequence[NearMiss]) -> list[NearMiss]:
    """Return the first few of each rule, less those that lack an axiom."""
    told: Counter[str] = Counter()
    chosen = []
    for miss in near:
        if not _is_of_ontology(miss) and told[miss.rule] < _ENDS:
            told[miss.rule] += 1
            chosen.append(miss)
    return chosen[:NEAREST]


def _is_of_ontology(miss: NearMiss) -> bool:
    """Tell whether what is missing is an axiom: not what an analyst looks for."""
    subject, predicate, _ = miss.missing
    return is_axiom(miss.missing) or predicate == OWL.sameAs or isinstance(predicate, Variable) or subject == predicate


def _why_aside(claim: Claim) -> str:
    return "withdrawn" if claim.withdrawn else "a judgement"


def justifications(fact: Triple, steps: Sequence[Justification], book: Book) -> str:
    """Return every single step that gives a fact, with a mark on those that lead round in a circle."""
    lines = [_Guided("", "  ", book.phrasing.sentence(fact), "bold")]
    lines.append(
        _Guided("", "  ", f"{_plural(len(steps), 'single step')} to it; those with + can stand in a proof", "dim")
    )
    for step in steps:
        mark = "+" if step.is_grounded else "-"
        rule = compact(step.rule).removeprefix("rule:")
        why = "" if step.is_grounded else " (leads round in a circle)"
        told = f"by {rule}: {step.label.rstrip('.')}" if rule else "given"
        lines += [_Guided("", "", ""), _Guided(f"{mark} ", "  ", f"{told}{why}")]
        for premise in step.premises:
            is_last = premise is step.premises[-1]
            lines.append(
                _Guided(
                    "  └─ " if is_last else "  ├─ ", "     " if is_last else "  │  ", book.phrasing.sentence(premise)
                )
            )
    return _print(lines)


def _print(lines: Iterable[_Guided]) -> str:
    """Lay lines out; in colour on a terminal that wants it (NO_COLOR is honoured)."""
    from rich.console import Console
    from rich.text import Text

    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    columns = width()
    console = Console(file=io.StringIO(), width=100_000, force_terminal=is_coloured, no_color=not is_coloured)
    for line in lines:
        room = max(NARROWEST, columns - len(line.first))
        wrapped = list(Text(printable(line.text)).wrap(console, room)) or [Text()]
        for number, part in enumerate(wrapped):
            part.rstrip()
            text = Text(line.rest if number else line.first, style="dim")
            text.append(part.plain, style=line.style)
            console.print(text, soft_wrap=True, highlight=False)
    file = console.file
    return re.sub(r" +$", "", file.getvalue(), flags=re.MULTILINE) if isinstance(file, io.StringIO) else ""


# -- Markdown


def markdown(told: Explanation, book: Book) -> str:
    """Return a proof as a nested list, the claims as footnotes."""
    others = [f"- {plain_markdown(line.text)}" for line in _others(told)[2:]]
    lines = [*_markdown_list(told, book), "", *(["By other proofs:", "", *others, ""] if others else [])]
    return "\n".join([*lines, *_footnotes(told.claims, book)]).rstrip() + "\n"


def finding_markdown(told: FindingExplanation, book: Book) -> str:
    """Return a contradiction or tension as nested lists, the claims as footnotes."""
    finding = told.finding
    lines = [f"**{finding.kind}** ({plain_markdown(compact(finding.rule))}): {plain_markdown(finding.message)}", ""]
    for side in told.sides:
        lines += _markdown_list(side, book)
    if told.causes:
        lines += ["", f"Each of these sets of claims is enough for the {finding.kind}, and has none to spare:", ""]
        lines += (
            f"- {', '.join(map(plain_markdown, cause)) or 'no claim, the ontology alone'}" for cause in told.causes
        )
    claims = {claim.iri: claim for side in told.sides for claim in side.claims}
    return "\n".join([*lines, "", *_footnotes(list(claims.values()), book)]).rstrip() + "\n"


def _markdown_list(told: Explanation, book: Book) -> list[str]:
    lines = []
    for item in _walk(_expand(told, full=True)):
        assert item.step is not None
        indent, text = "  " * item.depth, plain_markdown(_title(item, told))
        why = ""
        if not item.is_reference and item.step.rule:
            why = f" *by {plain_markdown(_by(item.step, book))}*"
        elif item.step.claims:
            why = " " + "".join(f"[^{_anchor(claim)}]" for claim in item.step.claims)
        when = "" if item.is_reference else "".join(f" ({plain_markdown(each)})" for each in _when(item.step))
        lines.append(f"{indent}- {text}{when}{why}")
    return lines


def _footnotes(claims: Iterable[Claim], book: Book) -> list[str]:
    said = {claim: f"{cite(claim, book)}: {book.titles.get(claim.source, claim.source)}" for claim in claims}
    return [f"[^{_anchor(claim)}]: {plain_markdown(text)}" for claim, text in said.items()]


def _anchor(claim: Claim) -> str:
    return re.sub(r"[^\w-]", "-", claim.id.removeprefix("claim:"))


def plain_markdown(text: str) -> str:
    """Return a text that Markdown takes for nothing but text."""
    return re.sub(r"([\\`*_\[\]<>|#~!$&])", r"\\\1", printable(" ".join(text.split())))
