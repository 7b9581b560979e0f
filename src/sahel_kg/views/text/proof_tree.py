"""Explanations as a tree on the terminal."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sahel_kg.explaining.explanations import Book, Explanation, FindingExplanation, Step
from sahel_kg.explaining.lacking import Lack, Lacking, is_of_ontology
from sahel_kg.explaining.phrasing import Triple
from sahel_kg.inference.supports import Support
from sahel_kg.reasoning.proofs import Justification
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import Extent, in_words
from sahel_kg.record.rewinding import words_of_window
from sahel_kg.screen import is_coloured, width
from sahel_kg.tables import printable
from sahel_kg.ties.situation import Situation
from sahel_kg.views.text.citations import cite, list_sources
from sahel_kg.views.text.proof_outline import (
    TreeItem,
    expand,
    name_claims,
    plural,
    tell_others,
    tell_reading,
    tell_rule,
    tell_then,
    tell_when,
    tell_years,
    title,
    walk,
)
from sahel_kg.vocabulary import compact

MOST = 25
"""Facts that a tree shows before its middle is folded."""
NARROWEST = 36
"""Columns that text keeps, however deep it stands."""
NEAREST = 8
"""Near misses that are shown."""
_FEW = 8
_ENDS = 3

Style = Literal["", "bold", "dim", "cyan", "yellow"]


@dataclass(frozen=True)
class _Branch:
    """A line of text behind its guides: `first` before it, `rest` before what is wrapped."""

    first: str
    rest: str
    text: str
    style: Style = ""


# -- what is shown


def _fold(root: TreeItem, columns: int) -> None:
    """Leave the first levels of a long proof, and of a long list of premises its ends."""
    if sum(1 for _ in walk(root)) <= MOST:
        return
    left = MOST
    level = [root]
    while level:
        following: list[TreeItem] = []
        for item in level:
            if len(item.children) > _FEW:
                middle = item.children[_ENDS:-_ENDS]
                note = TreeItem(None, item.depth + 1, note=_count_folded(middle))
                item.children = [*item.children[:_ENDS], note, *item.children[-_ENDS:]]
            is_deep = 3 * (item.depth + 1) > columns - NARROWEST
            if item.children and (len(item.children) > left or is_deep) and item is not root:
                item.children = [TreeItem(None, item.depth + 1, note=_count_folded(item.children))]
            left -= len(item.children)
            following += (child for child in item.children if child.step)
        level = following


def _count_folded(items: Iterable[TreeItem]) -> str:
    hidden = [each for item in items for each in walk(item) if each.step]
    claims = {claim.iri for each in hidden if each.step for claim in each.step.claims}
    told = f", resting on {plural(len(claims), 'claim')}" if claims else ""
    return f"... {plural(len(hidden), 'fact')} more{told}; --full shows them"


# -- in words


_MOST_CLAIMS = 4


def tell_step(step: Step, book: Book, *, full: bool = True) -> list[str]:
    """Return when a step holds, and why: its rule, or where it was said, by the first claims only if not in full."""
    when = tell_when(step)
    if step.rule:
        return [*when, tell_rule(step, book)]
    shown = step.claims if full or len(step.claims) <= _MOST_CLAIMS + 1 else step.claims[:_MOST_CLAIMS]
    told = [cite(claim, book) for claim in shown]
    told += [f"... {plural(len(step.claims) - len(shown), 'claim')} more: --full"] * (len(shown) < len(step.claims))
    told += [f"given in {graph}" for graph in step.graphs]
    if not told and step.origin == "data":
        told = ["from the list of actors and places" if book.claims else "given"]
    return [*when, *told, *tell_years(step, book)]


def _others(told: Explanation) -> list[_Branch]:
    """Return when a fact holds by other proofs, and by which claims."""
    lines = [_Branch("- ", "  ", text) for text in tell_others(told)]
    return [_Branch("", "", ""), _Branch("", "  ", "By other proofs:"), *lines] if lines else []


# -- the tree


def tree(told: Explanation, book: Book, *, full: bool = False, plain: bool = False) -> str:
    """Return a proof as a tree, as wide as the terminal.

    Parameters
    ----------
    told : Explanation
    book : Book
    full : bool
        Fold nothing.
    plain : bool
        Without colours, wherever it is shown.
    """
    lines = list(_tree_lines(told, book, full=full))
    return _print([*lines, *_others(told), *_legend(told.cited, book)], plain=plain)


def finding_tree(told: FindingExplanation, book: Book, *, full: bool = False, plain: bool = False) -> str:
    """Return a contradiction or tension as the trees of its sides, with the claims that cause it."""
    finding = told.finding
    lines = [
        _Branch("", "  ", f"{finding.kind} by {compact(finding.rule).removeprefix('rule:')}", "bold"),
        _Branch("", "  ", finding.message.rstrip("."), "dim"),
    ]
    for number, side in enumerate(told.sides, 1):
        lines.append(_Branch("", "", ""))
        lines += _tree_lines(side, book, full=full, before=f"{number}. ")
    lines += _causes(told)
    return _print([*lines, *_legend([claim for side in told.sides for claim in side.claims], book)], plain=plain)


def _causes(told: FindingExplanation) -> list[_Branch]:
    if not told.causes:
        return []
    lines = [
        _Branch("", "", ""),
        _Branch(
            "", "  ", f"Each of these sets of claims is enough for the {told.finding.kind}, and has none to spare:"
        ),
    ]
    for cause in told.causes:
        names = ", ".join(name.removeprefix("claim:") for name in cause)
        lines.append(_Branch("- ", "  ", names or "the ontology and the lists alone, no claim"))
    return lines


def _tree_lines(told: Explanation, book: Book, *, full: bool, before: str = "") -> Iterator[_Branch]:
    root = expand(told, full=full)
    if not full:
        _fold(root, width())
    stack: list[tuple[TreeItem, str, str]] = [(root, before, " " * len(before))]
    while stack:
        item, first, rest = stack.pop()
        if item.step is None:
            yield _Branch(first, rest, item.note, "dim")
            continue
        bar = f"{rest}│  " if item.children else f"{rest}   "
        style: Style = "bold" if item is root else "cyan" if item.step.origin == "ontology" else ""
        yield _Branch(first, bar if item.depth or item.children else rest, title(item, told), style)
        if item is root and told.then:
            yield _Branch(bar, bar, tell_then(told.then), "bold")
        if not item.is_reference and not (item.step.origin == "ontology" and not item.children):
            for text in tell_step(item.step, book, full=full):
                yield _Branch(bar, bar, text, "yellow" if item.step.is_given else "dim")
        for child in reversed(item.children):
            is_last = child is item.children[-1]
            stack.append((child, rest + ("└─ " if is_last else "├─ "), rest + ("   " if is_last else "│  ")))


def _legend(claims: Sequence[Claim], book: Book) -> Iterator[_Branch]:
    lines = list_sources(claims, book)
    if lines:
        yield _Branch("", "", "")
    for line in lines:
        yield _Branch("", "    ", line, "dim")


def absence(fact: Triple, seen: Situation, times: Sequence[tuple[Support, Sequence[Claim]]], book: Book) -> str:
    """Return that a fact is not so at the time and by the evidence that is looked at, and when it is.

    Parameters
    ----------
    fact : triple
    seen : Situation
    times : sequence of (Support, sequence of Claim)
        How it follows by that evidence at any time, and by which claims it ended.
    book : Book
    """
    when, evidence = seen.when, seen.evidence
    kept = when.weakest if when.weakest in ("certain", "presumed") else "so"
    told = f"not {kept}" + (f" on {when.day}" if when.day else "") + (f" {evidence.in_words()}" if evidence else "")
    told += f"; what happened counts for {words_of_window(when.window)}" if when.window else ""
    lines = [_Branch("", "  ", f"{book.phrasing.sentence(fact)}: {told}", "bold")]
    several: dict[Extent, tuple[set[str], set[str]]] = {}
    for support, ends in times:
        resting, ended = several.setdefault(support.extent, (set(), set()))
        resting.update(support.claims)
        own = support.extent
        last = own.over if own.aspect == "happening" else own.bounds.latest_end
        ended.update(claim.iri for claim in ends if when.day and last and last < when.day)
    for extent, (resting, ended) in several.items():
        by = name_claims([book.claims[iri] for iri in sorted(resting - ended)])
        by += [f"ended by {text}" for text in name_claims([book.claims[iri] for iri in sorted(ended)])]
        lines.append(_Branch("- ", "  ", "; ".join([in_words(extent), *by])))
    without = ["without --as-of"] * bool(when.day) + ["by all claims"] * bool(evidence)
    if without and (several or evidence):
        lines.append(_Branch("", "  ", f"Why it follows at all: the same {' and '.join(without)}.", "dim"))
    elif not several:
        told = (
            "What is said of it lies outside the years of one of the two: `sahel-kg show` has these, with their claims."
        )
        lines.append(_Branch("", "  ", told, "dim"))
    return _print(lines)


def denial(fact: Triple, denied: Sequence[Claim], book: Book) -> str:
    """Return that a fact is denied, with the claims that deny it; nothing if none does."""
    if not denied:
        return ""
    said = book.phrasing.denial(*fact)
    lines = [_Branch("", "  ", f"{said[0].upper()}{said[1:]}", "bold")]
    lines += (_Branch("   ", "   ", cite(claim, book), "yellow") for claim in denied)
    return _print([*lines, _Branch("", "", "")])


def near_misses(fact: Triple, lacking: Lacking, book: Book, *, full: bool = False) -> str:
    """Return why a fact does not hold: what is so in its place, the rules that would give it, and what each lacks.

    Parameters
    ----------
    fact : triple
    lacking : Lacking
    book : Book
    full : bool
        All of them.
    """
    told = "does not follow" if lacking.denied or lacking.not_counted else "not stated and does not follow"
    if not lacking.can_be:
        told = "cannot be so: the relation does not join things of these kinds"
    lines = [_Branch("", "  ", f"{book.phrasing.sentence(fact)}: {told}", "bold")]
    lines += (
        _Branch("", "  ", f"told, but not counted as a fact ({_why_aside(c)}): {cite(c, book)}")
        for c in lacking.not_counted
    )
    if lacking.instead:
        lines.append(_Branch("", "  ", f"but {_spoken(lacking.instead, book)}"))
    shown = lacking.lacks if full else _select(lacking.lacks)
    if not shown and lacking.can_be:
        untold = "" if lacking.denied or lacking.not_counted else "Nobody tells it here, and "
        rule = f"{untold}no single other fact would make it follow."
        lines.append(_Branch("", "  ", rule[0].upper() + rule[1:]))
    for lack in shown:
        miss = lack.miss
        reading = book.phrasing.reading(miss.rule, miss.label, miss.present)
        lines.append(_Branch("", "", ""))
        lines.append(_Branch("", "  ", f"would follow {tell_reading(miss.rule, reading)}"))
        lines += (_Branch("├─ ", "│  ", f"given that {book.phrasing.sentence(each)}") for each in miss.present)
        lines.append(_Branch("└─ ", "   ", f"but is missing: {book.phrasing.sentence(miss.missing)}", "yellow"))
        if lack.instead:
            lines.append(_Branch("   ", "   ", f"in its place {_spoken(lack.instead, book)}"))
    lines += _left_ways([lack for lack in lacking.lacks if lack not in shown])
    return _print(lines)


def _left_ways(left: Sequence[Lack]) -> Iterator[_Branch]:
    """Say how many ways more there are, and what those would need."""
    of_facts = sum(not is_of_ontology(lack) for lack in left)
    counts = (
        (of_facts, "one more fact"),
        (len(left) - of_facts, "the ontology to say more of relations and kinds, which no report does"),
    )
    for count, what in counts:
        if count:
            yield _Branch("", "", "")
            yield _Branch("", "  ", f"{plural(count, 'more way')} would need {what}: --full", "dim")


def _spoken(facts: Iterable[Triple], book: Book) -> str:
    return "; ".join(map(book.phrasing.sentence, facts))


def _select(near: Sequence[Lack]) -> list[Lack]:
    """Return the first few of each rule, less those that lack an axiom."""
    told: Counter[str] = Counter()
    chosen = []
    for lack in near:
        if not is_of_ontology(lack) and told[lack.miss.rule] < _ENDS:
            told[lack.miss.rule] += 1
            chosen.append(lack)
    return chosen[:NEAREST]


def _why_aside(claim: Claim) -> str:
    return "withdrawn" if claim.withdrawn else "a judgement"


def justifications(fact: Triple, claims: Sequence[Claim], steps: Sequence[Justification], book: Book) -> str:
    """Return the claims that say a fact, and every single step that gives it; a mark is on those that go in a circle.

    Parameters
    ----------
    fact : triple
    claims : sequence of Claim
    steps : sequence of Justification
    book : Book
    """
    lines = [_Branch("", "  ", book.phrasing.sentence(fact), "bold")]
    counts = [f"said by {plural(len(claims), 'claim')}"] if claims else []
    counts += [f"{plural(len(steps), 'single step')} to it; those with + can stand in a proof"] if steps else []
    lines.append(_Branch("", "  ", "; ".join(counts) or "given", "dim"))
    lines += [_Branch("", "", "")] * bool(claims)
    lines += (_Branch("+ ", "  ", cite(claim, book), "yellow") for claim in claims)
    for step in steps:
        mark = "+" if step.is_grounded else "-"
        reading = book.phrasing.reading(step.rule, step.label, step.premises)
        why = "" if step.is_grounded else " (leads round in a circle)"
        told = tell_reading(step.rule, reading) if step.rule else "given"
        lines += [_Branch("", "", ""), _Branch(f"{mark} ", "  ", f"{told}{why}")]
        for premise in step.premises:
            is_last = premise is step.premises[-1]
            lines.append(
                _Branch(
                    "  └─ " if is_last else "  ├─ ", "     " if is_last else "  │  ", book.phrasing.sentence(premise)
                )
            )
    return _print(lines)


def _print(lines: Iterable[_Branch], *, plain: bool = False) -> str:
    """Lay lines out; in colour on a terminal that wants it (NO_COLOR is honoured)."""
    from rich.console import Console
    from rich.style import Style as Paint
    from rich.text import Text

    wanted, columns = not plain and is_coloured(sys.stdout), width()
    console = Console(file=io.StringIO(), width=100_000, force_terminal=wanted, force_jupyter=False)
    system = console._color_system if wanted else None
    paints = {name: Paint.parse(name) for name in ("", *get_args(Style))}
    told: list[str] = []
    for line in lines:
        room = max(NARROWEST, columns - len(line.first))
        wrapped = list(Text(printable(line.text)).wrap(console, room)) or [Text()]
        for number, part in enumerate(wrapped):
            # by itself: a line of a deep proof is long, and a console measures all of it
            guides = paints["dim"].render(line.rest if number else line.first, color_system=system)
            told.append((guides + paints[line.style].render(part.plain.rstrip(), color_system=system)).rstrip(" "))
    return "".join(f"{each}\n" for each in told)
