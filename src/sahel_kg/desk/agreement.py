"""Two codings of one report: which rows are the same, how far the coders agree, and on what they do not.

Agreement by column is the share of pairs that are alike and alpha (Krippendorff 2011, *Computing Krippendorff's
Alpha-Reliability*): nominal, ordinal for credibility. Rows that only one coder has are counted, and are in
no alpha: what somebody left out has no category.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sahel_kg.desk.extraction import Span

Level = Literal["nominal", "ordinal"]

LEAST = 0.5
"""How alike sentence, quote and names of two rows must be, each a third, to be taken for one."""
_TIE = 1e-6
ORDINAL = ("credibility",)


@dataclass(frozen=True)
class ComparedRow:
    """One row of one coder.

    Parameters
    ----------
    number : int
    sentence : str
    span : Span, optional
        Where its quote stands; None if it has none.
    names : frozenset of str
        Whom and what it names, each by what it stands for.
    values : mapping
        Column to what it says, in a form in which the same is equal.
    cells : mapping
        Column to what is written, for people.
    """

    number: int
    sentence: str
    span: Span | None = None
    names: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RowPair:
    """Two rows that are taken for one, and how alike their places and names are, from 0 to 1."""

    one: ComparedRow
    other: ComparedRow
    likeness: float

    @property
    def differing(self) -> list[str]:
        """The columns in which they differ."""
        return [column for column in self.one.values if self.one.values[column] != self.other.values.get(column)]


@dataclass(frozen=True)
class ColumnAgreement:
    """How far two coders agree on one column.

    Parameters
    ----------
    column : str
    pairs, alike : int
        Pairs of rows, and those with the same value.
    alpha : float, optional
        None where it says nothing.
    why : str
        Why there is no alpha.
    """

    column: str
    pairs: int
    alike: int
    alpha: float | None
    why: str = ""

    @property
    def share(self) -> float | None:
        """Of the pairs, those that are alike; None without any."""
        return self.alike / self.pairs if self.pairs else None


@dataclass(frozen=True)
class Comparison:
    """Two codings side by side.

    Parameters
    ----------
    pairs : tuple of RowPair
        In the order of the text.
    only_one, only_other : tuple of ComparedRow
        Rows that one coder has alone.
    columns : tuple of ColumnAgreement
    """

    pairs: tuple[RowPair, ...]
    only_one: tuple[ComparedRow, ...]
    only_other: tuple[ComparedRow, ...]
    columns: tuple[ColumnAgreement, ...]

    @property
    def differing(self) -> list[RowPair]:
        """The pairs that are not alike in every column."""
        return [pair for pair in self.pairs if pair.differing]


def compare(one: Sequence[ComparedRow], other: Sequence[ComparedRow], columns: Sequence[str]) -> Comparison:
    """Put the rows of two coders side by side.

    Parameters
    ----------
    one, other : sequence of ComparedRow
    columns : sequence of str
        Those that are compared; every row has a value for each.
    """
    pairs = pair_rows(one, other)
    mine, theirs = {pair.one.number for pair in pairs}, {pair.other.number for pair in pairs}
    return Comparison(
        tuple(pairs),
        tuple(row for row in one if row.number not in mine),
        tuple(row for row in other if row.number not in theirs),
        tuple(_agree(column, pairs) for column in columns),
    )


def _agree(column: str, pairs: Sequence[RowPair]) -> ColumnAgreement:
    values = [(pair.one.values[column], pair.other.values[column]) for pair in pairs]
    alike = sum(a == b for a, b in values)
    told = {value for pair in values for value in pair}
    if len(values) < 2:
        return ColumnAgreement(column, len(values), alike, None, "fewer than two pairs: no alpha")
    if len(told) == 1:
        return ColumnAgreement(column, len(values), alike, None, "all the same: no alpha")
    return ColumnAgreement(column, len(values), alike, alpha(values, "ordinal" if column in ORDINAL else "nominal"))


# -- pairs


def pair_rows(one: Sequence[ComparedRow], other: Sequence[ComparedRow]) -> list[RowPair]:
    """Pair the rows that are most alike in sentence, quote and names, so that all together are as alike as can be.

    What else a row says decides only between rows that are alike in these: agreement is not to be made by pairing.
    """
    if not one or not other:
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    gain = np.zeros((len(one), len(other)))
    for i, row in enumerate(one):
        for j, candidate in enumerate(other):
            if (alike := likeness(row, candidate)) >= LEAST:
                same = sum(candidate.values.get(column) == value for column, value in row.values.items())
                gain[i, j] = alike + _TIE * (same / max(1, len(row.values)) + 1 / (2 + abs(i - j)))
    chosen = zip(*linear_sum_assignment(gain, maximize=True), strict=True)
    pairs = [RowPair(one[i], other[j], round(likeness(one[i], other[j]), 4)) for i, j in chosen if gain[i, j]]
    return sorted(pairs, key=lambda pair: (pair.one.span or (0, 0), pair.one.number))


def likeness(one: ComparedRow, other: ComparedRow) -> float:
    """Say how alike the places and names of two rows are: a third each for sentence, quote and names."""
    named = len(one.names | other.names)
    names = len(one.names & other.names) / named if named else 1.0
    if one.span is None and other.span is None:
        return ((one.sentence == other.sentence) + names) / 2
    return ((one.sentence == other.sentence) + _overlap(one.span, other.span) + names) / 3


def _overlap(one: Span | None, other: Span | None) -> float:
    if one is None or other is None:
        return 0.0
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / (max(one[1], other[1]) - min(one[0], other[0]))


# -- alpha


def alpha(pairs: Sequence[tuple[str | None, str | None]], level: Level = "nominal") -> float | None:
    """Return Krippendorff's alpha of two coders.

    Parameters
    ----------
    pairs : sequence of tuple
        What each coder says of each unit; None where one says nothing.
    level : {"nominal", "ordinal"}
        Ordinal values are numbers, in their order.

    Returns
    -------
    float or None
        1 is agreement, 0 what chance would give, below it worse; None if nothing varies.

    Examples
    --------
    >>> alpha([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")])
    0.5333333333333333
    >>> alpha([("a", "a"), ("a", "a")]) is None
    True
    """
    units = [(a, b) for a, b in pairs if a is not None and b is not None]
    counts = Counter(value for unit in units for value in unit)
    total = sum(counts.values())
    if len(counts) < 2:
        return None
    distance = _ordinal(counts) if level == "ordinal" else _nominal
    observed = sum(distance(a, b) for a, b in units) * 2 / total
    values = list(counts)
    expected = sum(counts[a] * counts[b] * distance(a, b) for a in values for b in values) / (total * (total - 1))
    return 1 - observed / expected


def _nominal(one: str, other: str) -> float:
    return float(one != other)


def _ordinal(counts: Counter[str]) -> Callable[[str, str], float]:
    """Return the distance of ranks: how many values lie between two, squared."""
    order = sorted(counts, key=float)

    def distance(one: str, other: str) -> float:
        first, last = sorted((order.index(one), order.index(other)))
        between = sum(counts[value] for value in order[first : last + 1])
        return float(between - (counts[one] + counts[other]) / 2) ** 2 if one != other else 0.0

    return distance
