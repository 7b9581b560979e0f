"""Bounds in time against all the histories that they allow, day by day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg.record.bounds import Bounds, TieReading, parse_date, why_possible
from sahel_kg.record.extents import Extent
from sahel_kg.record.rewinding import When

ZERO = date(2019, 1, 1)
DAYS = [ZERO + timedelta(days=n) for n in range(9)]
INNER = DAYS[2:7]
"""Bounds lie here; the days around stand for 'any time before' and 'any time after'."""


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    """Bounds in order; each may be missing."""
    bound = st.none() | st.sampled_from(INNER)
    first, second, third, fourth = (draw(bound) for _ in range(4))
    out = Bounds(first, second, third, fourth)
    return out if not out.disorder() else draw(bounds())


def histories(known: Bounds) -> list[tuple[date, date]]:
    """Return every (first day, last day) that the bounds allow."""

    def fits(day: date, early: date | None, late: date | None) -> bool:
        return (early is None or early <= day) and (late is None or day <= late)

    return [
        (begin, end)
        for begin, end in product(DAYS, DAYS)
        if begin <= end
        and fits(begin, known.earliest_begin, known.latest_begin)
        and fits(end, known.earliest_end, known.latest_end)
    ]


def reading(known: Bounds, day: date | None) -> TieReading | None:
    """Read a state on a day, none being presumed."""
    return When(day).read(Extent(known))


def is_tight(known: Bounds) -> bool:
    """Say whether the bounds that certainty needs are given and can be reached.

    Only then is it all that the histories have in common: nothing is concluded from the other two.
    """
    if known.latest_begin is None or known.earliest_end is None:
        return False
    too_late = known.latest_end and known.latest_begin > known.latest_end
    too_early = known.earliest_begin and known.earliest_end < known.earliest_begin
    return not (too_late or too_early)


@given(bounds(), st.sampled_from(INNER))
def test_possible_is_what_some_history_has(known: Bounds, day: date) -> None:
    some = any(begin <= day <= end for begin, end in histories(known))
    assert (reading(known, day) is not None) == some


@given(bounds(), st.sampled_from(INNER))
def test_certain_is_what_every_history_has(known: Bounds, day: date) -> None:
    every = all(begin <= day <= end for begin, end in histories(known))
    if reading(known, day) == "certain":
        assert every
    elif is_tight(known):
        assert not every


@given(bounds(), st.sampled_from(INNER))
def test_every_possible_day_has_its_reasons_and_no_certain_one(known: Bounds, day: date) -> None:
    answer = reading(known, day)
    if answer == "possible":
        assert why_possible(known, day)
    elif answer == "certain":
        assert why_possible(known, day) == []


@given(bounds())
def test_without_a_day_the_best_day_counts(known: Bounds) -> None:
    answers = {reading(known, day) for day in DAYS}
    if not known:
        assert reading(known, None) == "undated"
        assert all(reading(known, day) == "undated" for day in DAYS)
    else:
        assert reading(known, None) == ("certain" if "certain" in answers else "possible")
    assert bool(why_possible(known)) == ("certain" not in answers)


@given(bounds())
def test_certain_days_are_one_run_within_the_possible_ones(known: Bounds) -> None:
    answers = [reading(known, day) for day in DAYS]
    for wanted in ({"certain"}, {"certain", "possible"}):
        at = [index for index, answer in enumerate(answers) if answer in wanted]
        assert at == list(range(at[0], at[-1] + 1)) if at else True


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (Bounds(DAYS[3], DAYS[2]), "earliestBegin 2019-01-04 lies after latestBegin 2019-01-03"),
        (Bounds(None, None, DAYS[3], DAYS[2]), "earliestEnd 2019-01-04 lies after latestEnd 2019-01-03"),
        (Bounds(DAYS[3], None, None, DAYS[2]), "earliestBegin 2019-01-04 lies after latestEnd 2019-01-03"),
        (Bounds(*DAYS[:4]), None),
        (Bounds(*[ZERO] * 4), None),
    ],
)
def test_disorder(known: Bounds, told: str | None) -> None:
    assert known.disorder() == told


@given(st.lists(st.none() | st.sampled_from(INNER), min_size=4, max_size=4))
def test_what_is_in_order_allows_some_history(days: list[date | None]) -> None:
    known = Bounds(*days)
    assert (known.disorder() is None) == bool(histories(known))


@given(st.dates())
def test_dates_are_read_as_they_are_written(day: date) -> None:
    assert parse_date(day.isoformat()) == parse_date(day.isoformat(), last=True, datatype="date") == day
    month, year = day.isoformat()[:7], day.isoformat()[:4]
    assert parse_date(month) == day.replace(day=1)
    assert parse_date(month, last=True, datatype="gYearMonth").day == calendar.monthrange(day.year, day.month)[1]
    assert parse_date(year, datatype="gYear") == date(day.year, 1, 1)
    assert parse_date(year, last=True) == date(day.year, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019-6",
        "2019-06-31",
        "2019-02-29",
        "2019-13",
        "2019-00",
        "2019-11-00",
        "0000",
        "2019-11-02Z",
        "-2019",
        "2 May",
        " 2019",
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|is no day of the calendar"):
        parse_date(text)


@pytest.mark.parametrize(("text", "datatype"), [("2019", "date"), ("2019-11-02", "gYear"), ("2019-11", "dateTime")])
def test_the_form_must_fit_the_datatype(text: str, datatype: str) -> None:
    with pytest.raises(ValueError, match="is not a date of type xsd:"):
        parse_date(text, datatype=datatype)
