"""A build in a line and on a card: what a shell and a notebook show of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sahel_kg.notebook_tables import card
from sahel_kg.resources import shown

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build


def say_how_seen(build: Build) -> list[str]:
    """Say at what time and by which evidence a build is seen; nothing of the whole."""
    seen = [build.when.in_words()] if build.when.day else []
    return [*seen, *([build.evidence.in_words()] if build.evidence else [])]


def say_in_a_line(build: Build) -> str:
    """Say what is seen of a build; what the whole has was counted when it was made."""
    claims, inferred = (build.manifest["counts"][name] for name in ("claims", "inferred"))
    if build.whole is not build:
        claims, inferred = len(build.claims), len(build.inferred_facts)
    told = [f"{claims} claims", f"{inferred} inferred facts", *say_how_seen(build)]
    return f"<Build {shown(build.path)}: {', '.join(told)}>"


def show_card(build: Build) -> str:
    """Say what is seen of a build for a notebook."""
    told = Counter(claim.source for claim in build.claims if claim.basis != "Background")
    background = [claim.source for claim in build.claims if claim.basis == "Background"]
    ties = Counter(tie.status for tie in build.ties())
    said = {
        "sources": "\n".join(f"{build.titles.get(source, source)}: {n} claims" for source, n in sorted(told.items())),
        "background": f"{len(background)} claims, from {len(set(background))} sources",
        "actors": len(build.actors),
        "ties": ", ".join(f"{n} {status}" for status, n in sorted(ties.items())),
        "seen": build.when.in_words(),
        "evidence": build.evidence.in_words() or "all claims",
    }
    return card(f"Build {shown(build.path)}: {len(build.claims)} claims", said)
