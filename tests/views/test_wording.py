"""Names and dates as a reader meets them."""

from __future__ import annotations

from datetime import date

import pytest

from sahel_kg.record.bounds import Bounds
from sahel_kg.views.wording import period, plain, wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\tc", "a b c"),
        ("\u202egnorw\u2066", "gnorw"),
        ("a\x00\x1b\ud800b", "ab"),
        (None, "None"),
        ("État islamique", "État islamique"),
    ],
)
def test_plain_is_one_harmless_line(text: object, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("", []),
        ("Mali", ["Mali"]),
        ("(not named)", ["(not named)"]),
        ('=HYPERLINK("x")', ['=HYPERLINK("x")']),
        ("Dampfschifffahrtsgesellschaft", ["Dampfschifffahrt…"]),
        (
            "one two three four five six seven eight nine ten eleven",
            ["one two three", "four five six", "seven eight nine…"],
        ),
    ],
)
def test_labels_are_wrapped(label: str, expected: list[str]) -> None:
    assert wrapped(label) == expected
    assert all(len(line) <= 18 for line in wrapped(label))


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        (None, None, "begin not stated"),
        ("2019-11-02", "2019-11-02", "2 November 2019"),
        ("2019-10-21", "2019-10-31", "between 21 and 31 October 2019"),
        ("2019-10-21", "2019-11-14", "between 21 October and 14 November 2019"),
        ("2013-01-01", "2014-12-31", "between 1 January 2013 and 31 December 2014"),
        ("2013-01-01", None, "1 January 2013 or later"),
        (None, "2013-01-01", "1 January 2013 or earlier"),
    ],
)
def test_bounds_in_words(earliest: str | None, latest: str | None, expected: str) -> None:
    days = [date.fromisoformat(day) if day else None for day in (earliest, latest)]
    assert period(Bounds(*days))[0] == expected
    assert period(Bounds(None, None, *days))[1] == expected.replace("begin", "end")
