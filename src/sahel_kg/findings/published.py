"""Disagreements read back from the items of report.json: what was published is not worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import zip_longest
from typing import Any

from sahel_kg.events.reports import Report
from sahel_kg.findings.disagreement import Disagreement, Side
from sahel_kg.record.bounds import READINGS, Bounds, Reading
from sahel_kg.record.extents import Extent
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import expand

Item = Mapping[str, Any]


def read_disagreements(
    items: Sequence[Item], situation: Situation, extents: Iterable[tuple[Extent, ...]] = ()
) -> list[Disagreement]:
    """Return the disagreements that `Disagreement.as_dict` wrote.

    Parameters
    ----------
    items : sequence of mapping
        Of docs/formats/contradictions.schema.json.
    situation : Situation
        The one that they were found in.
    extents : iterable of tuple of Extent
        `Disagreement.extents` of each, if they are known.
    """
    reader = _ItemReader(situation, (_iri(c["id"]) for item in items for side in item["sides"] for c in side["claims"]))
    return [replace(reader.disagreement(item), extents=told or ()) for item, told in zip_longest(items, extents)]


class _ItemReader:
    def __init__(self, situation: Situation, claims: Iterable[str]) -> None:
        self.situation = situation
        self.claims = situation.find_claims(claims)

    @cached_property
    def _reports(self) -> dict[str, Report]:
        return {report.iri: report for report in self.situation.events.reports}

    def disagreement(self, item: Item) -> Disagreement:
        sides = tuple(map(self._side, item["sides"]))
        extent: Extent | None = Extent(aspect="timeless")
        for side in sides:
            extent = extent and extent.meet(side.tie.extent)
        if item["period"]:
            aspect = extent.aspect if extent and extent.aspect != "timeless" else "holding"
            extent = Extent(Bounds.from_dict(item["period"]), aspect)
        extent = extent and Extent(extent.bounds, extent.aspect)
        rule, reading = _iri(item["rule"]), item["reading"]
        return Disagreement(item["kind"], item["number"], rule, reading, item["certainty"], extent, sides)

    def _side(self, side: Item) -> Side:
        tie, report = side["tie"], side["report"]
        found = Tie(
            _iri(tie["subject"]),
            _iri(tie["relation"]),
            _iri(tie["object"]),
            self.situation.relations.sign(_iri(tie["relation"])),
            tie["status"],
            _read_extent(tie),
            tie["reading"],
            tuple(self.claims[_iri(claim["id"])] for claim in tie["claims"]),
            self.situation.when,
            tie["grade"]["credibility"],
            self.situation.reliability,
            self.situation.published,
            names=self.situation.names,
        )
        return Side(found, self._reports[_iri(report["id"])] if report else None)


def _iri(curie: str) -> str:
    """Return the IRI of a CURIE; the name of a rule and the text of a literal stay as they are."""
    return expand(curie) or curie


def _read_extent(tie: Item) -> Extent:
    told, reading = tie["presumed"], tie["reading"]
    presumed = (date.fromisoformat(told["from"]), date.fromisoformat(told["until"])) if told else None
    # without a day a happening is read as well as it can be
    at_most: Reading = reading if reading in READINGS else "certain"
    over = date.fromisoformat(tie["countsUntil"]) if "countsUntil" in tie else None
    return Extent(Bounds.from_dict(tie["bounds"]), tie["aspect"], presumed, at_most, over=over)
