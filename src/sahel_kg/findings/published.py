"""Disagreements read back from the items of report.json: what was published is not worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sahel_kg.findings.findings import Disagreement, Side
from sahel_kg.record.bounds import READINGS, Bounds, Reading
from sahel_kg.record.extents import Extent
from sahel_kg.ties.situation import Situation
from sahel_kg.ties.ties import Tie
from sahel_kg.vocabulary import expand

Item = Mapping[str, Any]


def read_disagreements(items: Iterable[Item], situation: Situation) -> list[Disagreement]:
    """Return the disagreements that `Disagreement.as_dict` wrote.

    Parameters
    ----------
    items : iterable of mapping
        Of docs/formats/contradictions.schema.json.
    situation : Situation
        The one that they were found in.
    """
    reader = _ItemReader(situation)
    return [reader.disagreement(item) for item in items]


class _ItemReader:
    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.claims = {claim.id: claim for claim in situation.claims}
        self.reports = {report.iri: report for report in situation.events.reports}

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
            tuple(self.claims[claim["id"]] for claim in tie["claims"]),
            self.situation.when,
            tie["grade"]["credibility"],
            self.situation.reliability,
            self.situation.published,
            names=self.situation.names,
        )
        return Side(found, self.reports[_iri(report["id"])] if report else None)


def _iri(curie: str) -> str:
    """Return the IRI of a CURIE; the name of a rule and the text of a literal stay as they are."""
    return expand(curie) or curie


def _read_extent(tie: Item) -> Extent:
    told, reading = tie["presumed"], tie["reading"]
    presumed = (date.fromisoformat(told["from"]), date.fromisoformat(told["until"])) if told else None
    # without a day a happening is read as well as it can be
    at_most: Reading = reading if reading in READINGS else "certain"
    return Extent(Bounds.from_dict(tie["bounds"]), tie["aspect"], presumed, at_most)
