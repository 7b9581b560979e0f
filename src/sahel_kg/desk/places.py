"""Where a row rests: its quote in the text, or, where the text is not at hand, the place that was kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sahel_kg.desk import quotes
from sahel_kg.desk.cells import CellError
from sahel_kg.desk.kept import KeptPlaces, sign_cells
from sahel_kg.desk.rows import ClaimRow
from sahel_kg.errors import Problem
from sahel_kg.record.claims import Locator
from sahel_kg.record.dataset import Segment
from sahel_kg.record.sources import digest


@dataclass
class RowPlaces:
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
        if self.text is None or (not quote and self._is_as_kept(row, claim)):
            return self._recall(row, claim)
        segment = self._name_segment(name)
        if quote:
            return self._find(row, claim, quote, segment)
        if segment is not None:
            return Locator(segment.segment, segment.start, segment.end, segment.sha256)
        told = (
            f"'{name}' is none of the sentences: see the worksheet sentences" if name else "is empty: name a sentence"
        )
        self._refuse(row, "sentence", told)
        return None

    def _name_segment(self, name: str) -> Segment | None:
        """Return the sentence that a cell names, in capitals or with hyphens as well: P1S2, p1-s2."""
        told = {each.segment: each for each in self.segments}
        plain = re.sub(r"[\s.,-]", "", name).casefold()
        return told.get(name) or next((each for key, each in told.items() if key.casefold() == plain), None)

    def _is_as_kept(self, row: ClaimRow, claim: str) -> bool:
        """Tell whether the place of a row was kept, and the row says the same as it did then."""
        kept = self.kept.places.get(claim)
        return kept is not None and kept.cells in ("", sign_cells(row.line))

    def _recall(self, row: ClaimRow, claim: str) -> Locator | None:
        if self._is_as_kept(row, claim):
            at = self.kept.places[claim].locator
            if self.text is None or self.has(at):
                return at
            self._refuse(
                row, "quote", "rested on words that have changed since: look at them, and copy them into quote"
            )
            return None
        what = "has changed" if claim in self.kept.places else "is new"
        self._refuse(row, "quote", f"{what}, and text.txt is not at hand: put the text back into the folder")
        return None

    def _find(self, row: ClaimRow, claim: str, quote: str, segment: Segment | None) -> Locator | None:
        """Return where a quote stands: in the sentence that the row names, else in the one that has it."""
        text, number = self.text or "", row.number
        try:
            try:
                found = quotes.find(quote, text, self.segments, segment.segment if segment else None)
            except CellError as error:
                if segment is None:
                    raise
                try:  # sentences that were joined or parted have other names now
                    found = quotes.find(quote, text, self.segments)
                except CellError:
                    raise error from None
        except CellError as error:
            if mended := self._mended(row, claim):
                return mended
            self._refuse(row, "quote", str(error))
            return None
        if len(found.segments) != 1:
            self._refuse(row, "quote", _tell_span(found.segments))
            return None
        if segment is None or found.segments[0] != segment.segment:
            said = row.line["sentence"]
            told = f"not in {said}" if said else "which the row does not say"
            self.notes.append(f"row {number}: its quote stands in {found.segments[0]}, {told}; taken so")
        return Locator(found.segments[0], found.start, found.end, found.sha256)

    def has(self, at: Locator) -> bool:
        """Tell whether the text has the very words at a place."""
        return digest((self.text or "")[at.start : at.end]) == at.sha256

    def _mended(self, row: ClaimRow, claim: str) -> Locator | None:
        """Return the place that was kept of a row that is as it was, if the text was corrected there."""
        if not self._is_as_kept(row, claim):
            return None
        at = self.kept.places[claim].locator
        if not self.has(at):
            return None
        said = " ".join((self.text or "")[at.start : at.end].split())
        self.notes.append(f"row {row.number}: the text was corrected, and now says '{said}'; copy it into quote")
        return at

    def find_first(self, names: Sequence[str]) -> Locator | None:
        """Return the first place of the text that has one of some names, as whole words, however they are typed."""
        if self.text is None:
            return None
        for ignore_case in (False, True):
            found = {span for name in names for span in quotes.occurrences(name, self.text, ignore_case=ignore_case)}
            for span in sorted(found, key=lambda span: (span[0], -span[1])):
                at = quotes.stretch(self.text, span, self.segments)
                if len(at.segments) == 1:
                    return Locator(at.segments[0], at.start, at.end, at.sha256)
        return None

    def _refuse(self, row: ClaimRow, column: str, message: str) -> None:
        self.problems.append(row.line.problem(column, message))


def _tell_span(touched: Sequence[str]) -> str:
    if not touched:
        return "stands in no sentence of the worksheet sentences: list its sentence there"
    return (
        f"reaches from {touched[0]} to {touched[-1]}, and a claim rests on one sentence: quote one and say the other "
        "in note, or join them in the worksheet sentences"
    )
