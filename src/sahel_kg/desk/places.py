"""Where a row rests: its quote in the text, or, where the text is not at hand, the place that was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sahel_kg.desk.kept import KeptPlaces
from sahel_kg.desk.rows import ClaimRow
from sahel_kg.errors import DataError, Problem
from sahel_kg.record.claims import Locator
from sahel_kg.record.dataset import Segment
from sahel_kg.record.sources import digest


@dataclass
class Places:
    """The text of a report with its sentences, and what is wrong with the places of rows in it.

    Parameters
    ----------
    text : str or None
    segments : sequence of Segment
    kept : KeptPlaces
    """

    text: str | None
    segments: Sequence[Segment]
    kept: KeptPlaces
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def locate(self, row: ClaimRow, claim: str) -> Locator | None:
        """Return where a row's claim rests; what is wrong is added to the problems."""
        quote, name = row.line["quote"], row.line["sentence"]
        segment = next((each for each in self.segments if each.segment == name), None)
        if self.text is None or (not quote and claim in self.kept.places):
            return self._recall(row, claim)
        if segment is None and not quote:
            told = f"'{name}' is none of the sentences: see the worksheet sentences" if name else "is empty: name one"
            self._refuse(row, "sentence", told)
            return None
        if not quote and segment is not None:
            return Locator(segment.segment, segment.start, segment.end, segment.sha256)
        return self._find(row, quote, segment)

    def _recall(self, row: ClaimRow, claim: str) -> Locator | None:
        if claim in self.kept.places:
            return self.kept.places[claim].locator
        self._refuse(row, "quote", "is not in ids.csv, and text.txt is not at hand: put the text back into the folder")
        return None

    def _find(self, row: ClaimRow, quote: str, segment: Segment | None) -> Locator | None:
        from sahel_kg.desk.quotes import find_quote

        text = self.text or ""
        within = (segment.start, segment.end) if segment else (0, len(text))
        try:
            start, end = find_quote(text, quote, within)
        except DataError as error:
            if segment is not None and (elsewhere := self._find_elsewhere(quote)):
                return self._move(row, segment, elsewhere)
            self._refuse(row, "quote", error.problems[0].message)
            return None
        home = self.segment_at(start, end)
        if home is None:
            self._refuse(row, "quote", self._tell_span(start, end))
            return None
        if segment is None:
            said = row.line["sentence"]
            self.notes.append(f"row {row.number} rests on {home.segment}" + (f", not on {said}" if said else ""))
        return self.point(home, start, end)

    def _find_elsewhere(self, quote: str) -> tuple[int, int] | None:
        """Return where a quote stands in the whole text, if it stands there once."""
        from sahel_kg.desk.quotes import find_quote

        try:
            return find_quote(self.text or "", quote, (0, len(self.text or "")))
        except DataError:
            return None

    def _move(self, row: ClaimRow, segment: Segment, span: tuple[int, int]) -> Locator | None:
        home = self.segment_at(*span)
        if home is None:
            self._refuse(row, "quote", self._tell_span(*span))
            return None
        self.notes.append(f"row {row.number}: its quote stands in {home.segment}, not in {segment.segment}; taken so")
        return self.point(home, *span)

    def _tell_span(self, start: int, end: int) -> str:
        touched = [each.segment for each in self.segments if each.start < end and start < each.end]
        if len(touched) > 1:
            return (
                f"reaches from {touched[0]} to {touched[-1]}, and a claim rests on one sentence: quote one and say the "
                "other in note, or join them in the worksheet sentences"
            )
        return "stands in no sentence of the worksheet sentences: list its sentence there"

    def segment_at(self, start: int, end: int) -> Segment | None:
        """Return the sentence that a span lies in."""
        return next((each for each in self.segments if each.start <= start and end <= each.end), None)

    def point(self, segment: Segment, start: int, end: int) -> Locator:
        """Return the locator of a span."""
        return Locator(segment.segment, start, end, digest((self.text or "")[start:end]))

    def find_first(self, names: Sequence[str]) -> Locator | None:
        """Return the first place of the text that has one of some names, as a word of its own."""
        import re

        if self.text is None:
            return None
        alternatives = "|".join(r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True))
        for flags in (re.NOFLAG, re.IGNORECASE):
            for found in re.finditer(rf"(?<!\w)(?:{alternatives})(?!\w)", self.text, flags):
                if (home := self.segment_at(*found.span())) is not None:
                    return self.point(home, *found.span())
        return None

    def _refuse(self, row: ClaimRow, column: str, message: str) -> None:
        self.problems.append(row.line.problem(column, message))
