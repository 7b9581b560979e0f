"""Differences as text: how a tie stands on each side, in what a claim differs, and all of it as Markdown."""

from __future__ import annotations

from sahel_kg import tables
from sahel_kg.record.claim_changes import CHANGES_OF_CLAIMS, ClaimChange
from sahel_kg.ties.differences import Difference, TieDifference
from sahel_kg.ties.ties import Tie, sign_word
from sahel_kg.ties.words import graded
from sahel_kg.views.text.proof_markdown import plain_markdown

CLAIM_COLUMNS = ("change", "claim", "what", "what differs")
_PAST = "happened before"


def tie_columns(found: Difference) -> tuple[str, ...]:
    """Return the columns of ties that differ, for people."""
    return ("change", "what", *_sides(found), "sign", "claims")


def tie_rows(found: Difference) -> list[tuple[object, ...]]:
    """Return ties that differ as rows for people; what lies before the window is told by its number alone."""
    return [
        (each.change, each.what, *_standings(each, found), sign_word(each.tie), _short(each.claims))
        for each in found
        if each.change != _PAST
    ]


def claim_rows(found: Difference) -> list[tuple[object, ...]]:
    """Return claims that differ as rows for people."""
    return [(each.change, _short(each.claim.id), each.what, "\n".join(_tell_properties(each))) for each in found.claims]


def markdown(found: Difference, table: str | None = None) -> str:
    """Return what differs as Markdown: a list for each change, ties first, then claims.

    Parameters
    ----------
    table : str, optional
        ``ties`` or ``claims``: these alone.
    """
    lines = [plain_markdown(f"{found.in_words()}."), ""]
    ties = [each for each in found if each.change != _PAST] if table != "claims" else []
    for change in dict.fromkeys(each.change for each in ties):
        lines += [f"## Ties {change}", ""]
        lines += [_tell_tie(each, found) for each in ties if each.change == change]
        lines += [""]
    claims = found.claims if table != "ties" else []
    for change in CHANGES_OF_CLAIMS:
        told = [each for each in claims if each.change == change]
        lines += [f"## Claims {change}", "", *map(_tell_claim, told), ""] if told else []
    note = f"{found.note[:1].upper()}{found.note[1:]} {found.absence}"
    return tables.printable("\n".join([*lines, plain_markdown(" ".join([note, *found.cautions]))])) + "\n"


def _tell_tie(each: TieDifference, found: Difference) -> str:
    before, after = (None if cell == "-" else cell for cell in _standings(each, found))
    stands = f"{before}; then {after}" if before and after else before or after or ""
    return f"- **{plain_markdown(each.what)}** ({plain_markdown(stands)}) {plain_markdown(_short(each.claims))}"


def _tell_claim(each: ClaimChange) -> str:
    told = "".join(f"\n  - {plain_markdown(line)}" for line in _tell_properties(each))
    return f"- {plain_markdown(each.what)} {plain_markdown(_short(each.claim.id))}{told}"


def _short(claims: str) -> str:
    """Return ids of claims as people read them; columns of files have them whole."""
    return " ".join(each.removeprefix("claim:") for each in claims.split())


def _sides(found: Difference) -> tuple[str, str]:
    return ("before", "after") if found.of_builds else (f"on {found.one.day}", f"on {found.other.day}")


def _standings(each: TieDifference, found: Difference) -> tuple[str, str]:
    """Return how a tie stands on each side; of all times also when, where that may be what was changed."""
    times = each.when if found.one.day is None and each.change == "changed" else ("", "")
    return _standing(each.before, times[0]), _standing(each.after, times[1])


def _standing(tie: Tie | None, when: str) -> str:
    """Return how a tie stands, in a cell: reading, why, status, basis and grade."""
    if tie is None:
        return "-"
    why = f" ({'; '.join(tie.why_possible)})" if tie.why_possible else ""
    told = f"{tie.reading}{why}, {tie.status}, {tie.basis or 'no basis'} {graded(*tie.grade)}".rstrip()
    return f"{told}; {when}" if when else told


def _tell_properties(change: ClaimChange) -> list[str]:
    """Return in what a claim differs, a line a property: what each build has."""
    return [f"{name}: {old or '-'}, then {new or '-'}" for name, (old, new) in change.differing.items()]
