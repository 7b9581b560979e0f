"""Windows: leap days, month ends, the edges of the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg.errors import UsageError
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import When, shift, when, window_start

_days = st.dates(date(1990, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("day", "window", "first"),
    [
        ("2019-12-31", "12m", "2019-01-01"),
        ("2019-12-31", "1y", "2019-01-01"),
        ("2019-12-31", "365d", "2019-01-01"),
        ("2020-12-31", "365d", "2020-01-02"),
        ("2020-12-31", "2y", "2019-01-01"),
        ("2019-06-15", "12m", "2018-06-16"),
        ("2019-06-15", "1d", "2019-06-15"),
        ("2019-03-31", "1m", "2019-03-01"),
        ("2019-03-30", "1m", "2019-03-01"),
        ("2019-02-28", "1m", "2019-02-01"),
        ("2020-02-28", "1m", "2020-01-29"),
        ("2020-02-29", "1m", "2020-02-01"),
        ("2020-02-29", "12m", "2019-03-01"),
        ("2020-02-28", "12m", "2019-03-01"),
        ("2021-02-28", "12m", "2020-03-01"),
        ("2021-02-28", "1y", "2020-03-01"),
        ("2019-04-30", "1m", "2019-04-01"),
        ("2019-01-31", "2m", "2018-12-01"),
        ("2019-01-15", "1m", "2018-12-16"),
        ("0001-06-15", "2y", "0001-01-01"),
        ("0001-01-02", "9999d", "0001-01-01"),
        ("9999-12-31", "12m", "9999-01-01"),
    ],
)
def test_a_window_is_as_long_as_it_says(day: str, window: str, first: str) -> None:
    assert window_start(date.fromisoformat(day), window) == date.fromisoformat(first)


@given(_days, st.integers(1, 60))
def test_twelve_months_are_a_year_and_later_days_have_later_windows(day: date, number: int) -> None:
    assert window_start(day, f"{12 * number}m") == window_start(day, f"{number}y")
    for window in (f"{number}m", f"{number}y", f"{number}d"):
        assert window_start(day, window) <= window_start(day + timedelta(days=1), window) <= day + timedelta(days=1)
    assert (day - window_start(day, f"{number}d")).days == number - 1


@given(st.integers(1990, 2050), st.integers(1, 12), st.integers(1, 40))
def test_whole_months_stay_whole(year: int, month: int, number: int) -> None:
    """So that months follow each other without a gap and without a day in two of them."""
    last = date(year, month, monthrange(year, month)[1])
    first = window_start(last, f"{number}m")
    assert first.day == 1
    assert window_start(first - timedelta(days=1), "1m").day == 1
    assert (last.year - first.year) * 12 + last.month - first.month == number - 1


@pytest.mark.parametrize("text", ["", "12", "m", "0m", "012m", "12w", "12 m", "-1m", "1.5y", "10000d", "12m\n"])
def test_what_is_no_window(text: str) -> None:
    with pytest.raises(UsageError, match="is no window: write 12m, 365d or 2y"):
        When(date(2019, 1, 1), window=text)


@given(_days, st.sampled_from(["12m", "2y", "365d", "1m", "30d"]))
def test_what_happened_on_the_edges_of_the_window_counts(day: date, window: str) -> None:
    looked = When(day, window=window)
    assert looked.since is not None
    for happened, counts in (
        (looked.since, True),
        (day, True),
        (looked.since - timedelta(days=1), False),
        (day + timedelta(days=1), False),
    ):
        read = looked.read(Extent(Bounds(happened, happened, happened, happened), "happening"))
        assert read == ("certain" if counts else None)


def test_a_month_or_a_year_means_its_last_day() -> None:
    assert when("2020-02", window="12m").since == date(2019, 3, 1)
    assert when("2019", window="12m").since == date(2019, 1, 1)


@pytest.mark.parametrize("text", ["", "12", "m", "012m", "12w", "-1m", "1.5y", "00d"])
def test_what_is_no_time_to_persist(text: str) -> None:
    with pytest.raises(UsageError, match="is no duration: write 12m, 365d, 2y, or 0d for none"):
        When(date(2019, 12, 3), persist=text)


@pytest.mark.parametrize(
    ("day", "by", "later", "earlier"),
    [
        ("2019-12-03", "12m", "2020-12-03", "2018-12-03"),
        ("2020-02-29", "1y", "2021-02-28", "2019-02-28"),
        ("2019-03-31", "1m", "2019-04-30", "2019-02-28"),
        ("2019-12-03", "0d", "2019-12-03", "2019-12-03"),
        ("2019-12-03", "30d", "2020-01-02", "2019-11-03"),
    ],
)
def test_a_day_some_time_later_and_earlier(day: str, by: str, later: str, earlier: str) -> None:
    assert shift(date.fromisoformat(day), by) == date.fromisoformat(later)
    assert shift(date.fromisoformat(day), by, back=True) == date.fromisoformat(earlier)


def test_a_reading_that_is_none_and_one_without_a_day() -> None:
    with pytest.raises(UsageError, match="reading likely: choose from certain, presumed, possible"):
        when("2019-12-03", "likely")
    with pytest.raises(UsageError, match="reading needs as_of"):
        when(None, "presumed")
    with pytest.raises(UsageError, match="persist needs as_of"):
        when(None, persist="6m")
    assert when("2019-12-03", "both").weakest == "possible", "the old word"
