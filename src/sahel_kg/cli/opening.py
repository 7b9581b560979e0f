"""From options to what the library takes: a build at a time and by some evidence, a network's choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sahel_kg.cli import inputs
from sahel_kg.cli.groups import (
    BuildOptions,
    CountedOptions,
    LimitOptions,
    NetworkOptions,
    RankedOptions,
    SeenOptions,
    SignedOptions,
    WholeOptions,
)
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError
from sahel_kg.resources import build_folder, shown

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.store.evaluator import QueryLimits

_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT])i?B", re.IGNORECASE)


def open_build(folder: Path | None) -> Build:
    """Open the build that the options name."""
    from sahel_kg.builds.build import load

    opened = load(folder)
    inputs.note_build(opened)
    return opened


def same_build(choice: BuildOptions) -> list[str]:
    """Return the words that name the build in a suggested command, none if it finds the same without."""
    folder = build_folder(choice.folder)
    return ["--build", shown(folder)] if folder != build_folder() else []


def open_seen(choice: SeenOptions) -> Build:
    """Open the build that the options name, at the time and by the evidence that they choose."""
    opened = open_at(choice, choice.as_of, choice.reading, choice.window, choice.persist)
    if opened.when.day is not None:  # the note of a network says itself where sources end
        for sentence in beyond(opened, [opened.when.day], ends=not isinstance(choice, CountedOptions)):
            say(sentence)
    return opened


def open_at(
    choice: WholeOptions,
    as_of: str | None = None,
    reading: str | None = None,
    window: str | None = None,
    persist: str | None = None,
) -> Build:
    """Open the build that the options name by the evidence that they choose: of all times, or at one."""
    from sahel_kg.record.evidence import choose_evidence, tell_others
    from sahel_kg.record.rewinding import when

    time = when(as_of, reading, window, persist)
    opened = open_build(choice.folder)
    seen = opened.admitting(choose_evidence(opened, **_admitting(choice)))
    if told := tell_others(seen.evidence, seen.claims if choice.source else ()):
        say(told)
    return seen.at(time)


def open_two(choice: WholeOptions, before: Path) -> tuple[Build, Build]:
    """Open the build with which another is compared, and that one, both by the evidence that the options choose."""
    from sahel_kg.record.evidence import choose_evidence

    if not (before / "manifest.json").is_file():
        kept = f"`sahel-kg build --build {shown(before)}` makes one, from the data as they are then"
        raise UsageError(f"--before {before}: no build in that folder; {kept}")
    if before.resolve() == build_folder(choice.folder).resolve():
        raise UsageError(f"--before {before} is the build itself: name one that was made before, or elsewhere")
    two = open_build(before), open_build(choice.folder)
    named = choice.source or choice.without_source  # one that either has: what the other lacks has no claim there
    evidence = choose_evidence([claim for each in two for claim in each.claims if named], **_admitting(choice))
    return two[0].admitting(evidence), two[1].admitting(evidence)


def _admitting(choice: WholeOptions) -> dict[str, Any]:
    """Return what `choose_evidence` takes besides a build."""
    return {
        "bases": choice.basis or (),
        "sources": choice.source or (),
        "without_sources": choice.without_source or (),
        "min_credibility": choice.min_credibility,
        "min_reliability": choice.min_reliability,
    }


def limiting(choice: LimitOptions) -> QueryLimits:
    """Return how far a query may go."""
    from sahel_kg.store.evaluator import QueryLimits

    return QueryLimits(choice.limit_time, count_bytes(choice.limit_memory), choice.limit_rows)


def count_bytes(size: str) -> int:
    """Return how many bytes --limit-memory allows.

    >>> count_bytes("1.5 GB")
    1610612736
    """
    match = _SIZE.fullmatch(size.strip())
    if match is None:
        raise UsageError(f"--limit-memory {size}: write a number and a unit, such as 500MB or 2GB")
    return int(float(match[1]) * 1024 ** "KMGT".index(match[2].upper()) * 1024)


def beyond(opened: Build, days: Sequence[date], *, ends: bool = True) -> list[str]:
    """Say which days lie outside all that is dated, or which sources end before the last of them."""
    from sahel_kg.ties.coverage import dated_span, tell_ends, tell_outside

    span = dated_span(opened)
    if span is None:
        return ["no claim that counts has a date"]
    told = tell_ends(opened, days) if ends and max(days) <= span[1][0] else ""
    return [*tell_outside(opened, days), *filter(None, [told])]


def statuses(asserted_only: bool) -> tuple[str, ...]:
    """Return the statuses of ties that count."""
    return ("asserted",) if asserted_only else ("asserted", "inferred")


def taking(choice: RankedOptions) -> dict[str, Any]:
    """Return what `network.choose` takes besides a build that is seen so."""
    from sahel_kg.ties.choice import SIGNS

    named_only = isinstance(choice, NetworkOptions) and (choice.named_only or not choice.described)
    return {
        "signs": choice.sign or SIGNS,
        "relations": choice.relation or (),
        "statuses": statuses(choice.asserted_only),
        "described": not named_only,
        "organs": choice.organs and not choice.roll_up,
        "missions": choice.missions,
        "contributors": choice.contributors,
    }


def joining(choice: SignedOptions) -> dict[str, Any]:
    """Return what `joining.choose_signed` takes besides a build that is seen so."""
    weights = {}
    for relation, number in _pairs("--weigh", choice.weigh, "a number, such as skg:affiliateOf=0.5").items():
        try:
            weights[relation] = float(number)
        except ValueError:
            raise UsageError(f"--weigh {relation}={number}: the weight is a number from 0") from None
    return {
        "relations": choice.relation or (),
        "statuses": statuses(choice.asserted_only),
        "described": choice.described,
        "organs": choice.organs,
        "missions": choice.missions,
        "contributors": choice.contributors,
        "parallel": choice.parallel,
        "weight": choice.weight,
        "signs_of": _pairs("--sign-of", choice.sign_of, "a sign, such as skg:strainedWith=hostility"),
        "weights": weights,
        "around": choice.around or (),
        "steps": choice.steps,
    }


def _pairs(option: str, given: Sequence[str] | None, wanted: str) -> dict[str, str]:
    """Read what is said of relations: R=X, repeatable."""
    found = {}
    for text in given or ():
        relation, equals, said = text.rpartition("=")
        if not equals:
            raise UsageError(f"{option} {text}: write a relation and {wanted}")
        found[relation] = said
    return found
