"""Two codings of one report: pairs of rows, and how far the coders agree."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg.desk import agreement
from sahel_kg.desk.agreement import ComparedRow

COLUMNS = ("relation", "credibility")


def row(
    number: int, sentence: str, span: tuple[int, int] | None, names: str, relation: str = "", grade: str = "3"
) -> ComparedRow:
    values = {"relation": relation, "credibility": grade}
    return ComparedRow(number, sentence, span, frozenset(names.split()), values, values)


def test_rows_are_paired_by_place_and_names() -> None:
    ana = [
        row(1, "p1s1", (0, 40), "isgs army", "attacked"),
        row(2, "p1s1", (0, 40), "isgs boma", "operates in"),
        row(3, "p1s2", (50, 90), "france mali", "supports"),
        row(4, "p2s1", (100, 140), "mnla", "is a"),
    ]
    ben = [
        row(1, "p1s2", (55, 90), "france mali", "cooperates with"),
        row(2, "p1s1", (0, 38), "isgs boma", "operates in"),
        row(3, "p1s1", (2, 40), "isgs army", "hostile to", "4"),
        row(4, "p3s1", (200, 240), "chad", "supports"),
    ]
    found = agreement.compare(ana, ben, COLUMNS)
    assert [(pair.one.number, pair.other.number) for pair in found.pairs] == [(1, 3), (2, 2), (3, 1)]
    assert ([r.number for r in found.only_one], [r.number for r in found.only_other]) == ([4], [4])
    assert [(pair.one.number, pair.differing) for pair in found.differing] == [
        (1, ["relation", "credibility"]),
        (3, ["relation"]),
    ]
    relation, credibility = found.columns
    assert (relation.pairs, relation.alike, relation.share) == (3, 1, 1 / 3)
    assert (credibility.alike, credibility.share) == (2, 2 / 3)


def test_a_relation_decides_only_between_rows_that_are_alike_in_all_else() -> None:
    ana = [row(1, "p1s1", (0, 9), "a b", "attacked"), row(2, "p1s1", (0, 9), "a b", "opposes")]
    ben = [row(1, "p1s1", (0, 9), "a b", "opposes"), row(2, "p1s1", (0, 9), "a b", "attacked")]
    assert [(p.one.number, p.other.number) for p in agreement.pair_rows(ana, ben)] == [(1, 2), (2, 1)]
    nearer = [row(1, "p1s1", (0, 9), "a b", "opposes"), row(2, "p1s1", (0, 8), "a b", "attacked")]
    assert [(p.one.number, p.other.number) for p in agreement.pair_rows(ana[:1], nearer)] == [(1, 1)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (row(1, "p1s1", (0, 10), "a b"), row(1, "p1s1", (0, 10), "a b"), 1.0),
        (row(1, "p1s1", (0, 10), "a b"), row(1, "p1s1", (0, 5), "a b"), 2.5 / 3),
        (row(1, "p1s1", (0, 10), "a b"), row(1, "p1s1", (0, 10), "c d"), 2 / 3),
        (row(1, "p1s1", (0, 10), "a b"), row(1, "p1s1", (20, 30), "c d"), 1 / 3),
        (row(1, "p1s1", (0, 10), "a b"), row(1, "p2s1", (20, 30), "a b"), 1 / 3),
        (row(1, "p1s1", None, "a b"), row(1, "p1s1", None, "a"), 0.75),
        (row(1, "p1s1", (0, 10), "a"), row(1, "p1s1", None, "a"), 2 / 3),
    ],
)
def test_likeness(one: ComparedRow, other: ComparedRow, expected: float) -> None:
    assert agreement.likeness(one, other) == pytest.approx(expected)
    assert agreement.likeness(other, one) == pytest.approx(expected)


def test_nothing_to_compare() -> None:
    found = agreement.compare([], [row(1, "t", None, "a")], COLUMNS)
    assert (found.pairs, len(found.only_other)) == ((), 1)
    assert [(c.alpha, c.why, c.share) for c in found.columns] == [(None, "fewer than two pairs: no alpha", None)] * 2


def test_where_all_say_the_same_there_is_no_alpha() -> None:
    rows = [row(n, f"p{n}s1", (n, n + 5), "a b", "opposes") for n in range(3)]
    (relation, _) = agreement.compare(rows, rows, COLUMNS).columns
    assert (relation.alpha, relation.why, relation.share) == (None, "all the same: no alpha", 1.0)


# -- alpha: worked examples, then the oracle


def test_alpha_of_the_worked_example() -> None:
    """Krippendorff 2011, section B: nominal data, two observers, twelve units, no missing data: 0.692."""
    one = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    other = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    assert agreement.alpha(list(zip(one, other, strict=True))) == pytest.approx(0.692, abs=0.0005)


def test_what_one_coder_does_not_say_is_left_out() -> None:
    pairs: list[tuple[str | None, str | None]] = [("a", "a"), ("b", None), (None, "c"), ("b", "b"), ("a", "b")]
    assert agreement.alpha(pairs) == agreement.alpha([("a", "a"), ("b", "b"), ("a", "b")])


VALUES = st.lists(st.tuples(st.sampled_from("12345"), st.sampled_from("12345")), min_size=2, max_size=30)


@given(VALUES, st.sampled_from(["nominal", "ordinal"]))
def test_alpha_is_what_the_library_says(pairs: list[tuple[str, str]], level: agreement.Level) -> None:
    krippendorff = pytest.importorskip("krippendorff")
    found = agreement.alpha(pairs, level)
    if len({value for pair in pairs for value in pair}) == 1:
        assert found is None
        return
    told = [[int(value) for value in coder] for coder in zip(*pairs, strict=True)]
    assert found == pytest.approx(krippendorff.alpha(reliability_data=told, level_of_measurement=level))


@given(VALUES)
def test_alpha_does_not_depend_on_who_is_named_first(pairs: list[tuple[str, str]]) -> None:
    assert agreement.alpha(pairs, "ordinal") == pytest.approx(agreement.alpha([(b, a) for a, b in pairs], "ordinal"))


Placed = tuple[str, tuple[int, int], str, str]
ROWS = st.lists(
    st.builds(
        lambda sentence, start, length, names, relation: (sentence, (start, start + length), names, relation),
        st.sampled_from(["p1s1", "p1s2"]),
        st.integers(0, 20),
        st.integers(1, 20),
        st.sampled_from(["a b", "a c", "b", ""]),
        st.sampled_from(["x", "y"]),
    ),
    max_size=4,
)


@given(ROWS, ROWS)
def test_no_other_pairing_is_better(one: list[Placed], other: list[Placed]) -> None:
    ana, ben = ([row(n, *each) for n, each in enumerate(rows)] for rows in (one, other))
    pairs = agreement.pair_rows(ana, ben)
    assert len({p.one.number for p in pairs}) == len({p.other.number for p in pairs}) == len(pairs)
    assert all(p.likeness >= agreement.LEAST - 1e-4 for p in pairs)
    short, long = sorted((ana, ben), key=len)
    best = max(
        (
            sum(
                alike
                for a, b in zip(short, chosen, strict=False)
                if (alike := agreement.likeness(a, b)) >= agreement.LEAST
            )
            for chosen in permutations(long, len(short))
        ),
        default=0,
    )
    assert sum(agreement.likeness(p.one, p.other) for p in pairs) == pytest.approx(best, abs=1e-4)
