"""A build in a line and on a card: what a shell and a notebook show of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from sahel_kg.frames import Brief
from sahel_kg.notebook_tables import card
from sahel_kg.resources import shown
from sahel_kg.ties.coverage import source_ends, tell_ends
from sahel_kg.ties.listing import list_ties
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.words import count

DISPUTED = ("contradictions", "tensions", "possible")
"""Parts of a report that tell what does not go together."""


class BuildReport(dict[str, Any], Brief):
    """What a build reports of itself (``report.json``); a shell shows how much there is, ``dict(report)`` all of it."""

    def brief(self) -> str:
        """Say how many findings and claims it tells of, and what else it has."""
        told = ", ".join(f"{len(self[name])} {name}" for name in DISPUTED[:2])
        return f"{told}, {self['counts']['claims']} claims; by name {', '.join(self)}; dict() shows all"


def say_how_seen(build: Situation) -> list[str]:
    """Say at what time and by which evidence a build is seen; nothing of the whole."""
    seen = [build.when.in_words()] if build.when.day else []
    return [*seen, *([build.evidence.in_words()] if build.evidence else [])]


def say_in_a_line(path: Path, build: Situation, claims: int, inferred: int) -> str:
    """Say how much is seen of a build, how, and how many sources tell nothing of the day any more."""
    seen = [f"{claims} claims", f"{inferred} inferred facts", *say_how_seen(build)]
    if day := build.when.day:
        ends = source_ends(build).values()
        over = sum(end < day for end in ends)
        seen += [f"{over} of {count(len(ends), 'source')} tell nothing of that day"] if over else []
    return f"<Build {shown(path)}: {', '.join(seen)}>"


def show_card(path: Path, build: Situation) -> str:
    """Say what is seen of a build for a notebook."""
    told = Counter(claim.source for claim in build.claims if claim.basis != "Background")
    background = [claim.source for claim in build.claims if claim.basis == "Background"]
    ties = Counter(tie.status for tie in list_ties(build))
    said = {
        "sources": "\n".join(f"{build.titles.get(source, source)}: {n} claims" for source, n in sorted(told.items())),
        "background": f"{len(background)} claims, from {len(set(background))} sources",
        "actors": len(build.actors),
        "ties": ", ".join(f"{n} {status}" for status, n in sorted(ties.items())),
        "seen": build.when.in_words(),
        "sources end": tell_ends(build, [build.when.day]) if build.when.day else "",
        "evidence": build.evidence.in_words() or "all claims",
    }
    return card(f"Build {shown(path)}: {len(build.claims)} claims", said)
