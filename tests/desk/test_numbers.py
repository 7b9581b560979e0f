"""Counts in words and figures, and what is asked about."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.moments import phrases
from sahel_kg.desk.numbers import read_numbers

COUNTS = """\
13                                       |          |      | 13   |
13.0                                     |          |      | 13   |
0                                        |          |      | 0    |
13 killed                                | killed   |      | 13   |
killed: 13                               | killed   |      | 13   |
killed 13                                | killed   |      | 13   |
thirteen killed                          | killed   |      | 13   |
treize tués                              | tués     |      | 13   |
thirty-two wounded                       | wounded  |      | 32   |
quatre-vingt-douze blessés               | blessés  |      | 92   |
vingt et un morts                        | morts    |      | 21   |
one hundred and five killed              | killed   |      | 105  |
one civilian                             | civilian |      | 1    |
une                                      |          |      | 1    |
4,500                                    |          |      | 4500 |
4 500                                    |          |      | 4500 |
4\u202f500 morts                         | morts    |      | 4500 |
4\u00a0500                               |          |      | 4500 |
1,234,567 displaced                      | displaced |     | 1234567 |
4.5 million displaced                    | displaced |     | 4500000 |
1,5 million                              |          |      | 1500000 |
two thousand                             |          |      | 2000 |
at least 92 killed                       | killed   | 92   |      |
At least ninety-two people were killed   | killed   | 92   |      |
au moins 92 morts                        | morts    | 92   |      |
92+                                      |          | 92   |      |
30 or more wounded                       | wounded  | 30   |      |
more than 100                            |          | 101  |      |
over 100 killed                          | killed   | 101  |      |
plus de cent morts                       | morts    | 101  |      |
plus de 4 500                            |          | 4501 |      |
>100                                     |          | 101  |      |
> 100                                    |          | 101  |      |
up to 30                                 |          |      |      | 30
no more than 30 killed                   | killed   |      |      | 30
jusqu'à 30                               |          |      |      | 30
fewer than 30                            |          |      |      | 29
moins de trente                          |          |      |      | 29
between 10 and 30                        |          | 10   |      | 30
between ten and thirty killed            | killed   | 10   |      | 30
entre 10 et 30 morts                     | morts    | 10   |      | 30
10-30                                    |          | 10   |      | 30
10 – 30 killed                           | killed   | 10   |      | 30
10 to 30                                 |          | 10   |      | 30
de dix à trente                          |          | 10   |      | 30
about 30                                 |          |      | 30   |
some 30 killed                           | killed   |      | 30   |
quelque 30 morts                         | morts    |      | 30   |
nearly 30                                |          |      | 30   |
a dozen                                  |          |      | 12   |
about a dozen killed                     | killed   |      | 12   |
two dozen killed                         | killed   |      | 24   |
half a dozen                             |          |      | 6    |
une douzaine de morts                    | morts    |      | 12   |
une vingtaine                            |          |      | 20   |
une centaine de blessés                  | blessés  |      | 100  |
at least a hundred killed                | killed   | 100  |      |
2 events                                 | events   |      | 2    |
two events                               | events   |      | 2    |
nobody killed                            | killed   |      | 0    |
no survivors                             | survivors |     | 0    |
aucun blessé                             | blessé   |      | 0    |
30 others wounded                        | wounded  |      | 30   |
"""


def number(cell: str) -> int | None:
    return int(cell) if cell.strip() else None


@pytest.mark.parametrize("line", [line for line in COUNTS.splitlines() if line.strip()])
def test_one_count(line: str) -> None:
    text, what, low, best, high = line.split("|")
    assert read_numbers(text.rstrip()) == [(what.strip(), number(low), number(best), number(high))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" ; ", []),
        ("at least 92 killed; 30 wounded", [("killed", 92, None, None), ("wounded", None, 30, None)]),
        ("92 killed, 30 wounded", [("killed", None, 92, None), ("wounded", None, 30, None)]),
        ("at least 92 killed and 30 wounded", [("killed", 92, None, None), ("wounded", None, 30, None)]),
        ("au moins 92 morts et une trentaine de blessés", [("morts", 92, None, None), ("blessés", None, 30, None)]),
        ("between 10 and 30 killed; 2 events", [("killed", 10, None, 30), ("events", None, 2, None)]),
        ("4,500 killed, 1,000 wounded", [("killed", None, 4500, None), ("wounded", None, 1000, None)]),
        ("killed: 13; wounded: 5", [("killed", None, 13, None), ("wounded", None, 5, None)]),
    ],
)
def test_several_counts(text: str, expected: list[tuple[str, int | None, int | None, int | None]]) -> None:
    assert read_numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dozens", "'dozens' is no number: write what it stands for, as 'at least 24' or 'between 20 and 90'"),
        ("dozens killed; 3 wounded", "'dozens' is no number"),
        ("several killed", "'several' is no number"),
        ("plusieurs dizaines de morts", "'plusieurs dizaines' is no number"),
        ("quelques blessés", "'quelques' is no number"),
        ("a few", "'a few' is no number"),
        ("hundreds", "'hundreds' is no number"),
        ("4.500", "may be read in two ways"),
        ("4.5", "may be read in two ways"),
        ("4,50 killed", "may be read in two ways"),
        ("12,34", "may be read in two ways"),
        ("1,234 567", "may be read in two ways"),
        ("between 30 and 10", "goes from the higher number to the lower: write 'between 10 and 30'"),
        ("30-10", "goes from the higher number to the lower"),
        ("-3", "is no number that can be read"),
        ("killed", "is no number that can be read"),
        ("50%", "is no number that can be read"),
        ("3 killed; 4 killed", "tells twice how many (killed)"),
        ("3; 4", "tells twice how many (the same)"),
        ("99999999999", "is more than anybody can have counted"),
        ("fewer than 0", "is no number of anything"),
        ("x" * 300, "is no number"),
        ("?", "is no number that can be read"),
    ],
)
def test_what_is_asked_about(text: str, message: str) -> None:
    with pytest.raises(CellError) as error:
        read_numbers(text)
    assert message in str(error.value)


def test_both_languages_have_the_same_kinds() -> None:
    assert set(phrases()["en"]["counts"]) == set(phrases()["fr"]["counts"])


def test_messages_quote_a_cell_as_it_is_written() -> None:
    with pytest.raises(CellError, match="'Dozens' is no number"):
        read_numbers("Dozens Killed")


@given(st.integers(0, 10**9), st.sampled_from([" killed", "", " morts"]), st.sampled_from(["{}", "{:,}"]))
def test_figures_are_read_as_they_are(number: int, what: str, form: str) -> None:
    assert read_numbers(form.format(number) + what) == [(what.strip(), None, number, None)]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_ranges_keep_their_ends(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert read_numbers(f"between {low} and {high}") == [("", low, None, high)]


@given(st.text(alphabet="0123456789,. ;-+<>abé'", max_size=25))
def test_any_text_is_read_or_asked_about(text: str) -> None:
    with contextlib.suppress(CellError):
        for _, low, best, high in read_numbers(text):
            told = [n for n in (low, best, high) if n is not None]
            assert told
            assert told == sorted(told)
