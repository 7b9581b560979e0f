"""Histories of a build: what began, ended, happened and was announced, in the words of its own labels."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Unpack

from sahel_kg.docstrings import hands_on
from sahel_kg.errors import refuse_unknown
from sahel_kg.record.bounds import read_day
from sahel_kg.ties.chronology import History, HistoryChoice, HistoryOptions, trace
from sahel_kg.ties.situation import want_build
from sahel_kg.ties.words import Words

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build


@hands_on(HistoryOptions.__annotations__, HistoryChoice)
def read_history(build: Build, actor: str | None = None, **choice: Unpack[HistoryOptions]) -> History:
    """Return what began, ended, happened and was announced.

    Parameters
    ----------
    build : Build
    actor : str, optional
        Name, CURIE or IRI; only its ties and the events that it has a role in.
    **choice
        Which changes are of interest.

        {keywords}

    Raises
    ------
    UsageError
        As `sahel_kg.ties.chronology.trace`, and for an unknown keyword.
    """
    want_build(build)
    refuse_unknown(choice, (each.name for each in fields(HistoryChoice)), _OTHERWISE)
    said: dict[str, Any] = {**choice}
    said["first"], said["last"] = (
        read_day(choice.get("first"), "first", last=False),
        read_day(choice.get("last"), "last"),
    )
    return trace(build, find_words(build), HistoryChoice(actor, **said))


_OTHERWISE = {"since": "first", "until": "last", "as_of": "last"}
"""What the same is called elsewhere."""


def find_words(build: Build) -> Words:
    """Return what puts the ties and events of a build into words."""
    from sahel_kg.explaining.naming import open_book

    return Words(build.actors, build.labels, build.relations, open_book(build).phrasing)
