"""Whatever is a day in Python is read alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from sahel_kg import casualties, profile, read_history, years
from sahel_kg.builds.build import Build
from sahel_kg.errors import UsageError
from sahel_kg.record.bounds import Day, read_day

DAYS: list[Day] = [2018, np.int64(2018), "2018", np.datetime64("2018-12-31"), datetime(2018, 12, 31, 8), "2018-12"]


@pytest.mark.parametrize("day", [*DAYS, pd.Timestamp("2018-12-31"), pd.Period("2018")], ids=repr)
def test_a_day_is_read_alike_wherever_it_is_given(build: Build, day: Day) -> None:
    last = date(2018, 12, 31)
    assert build.at(day).when.day == last
    assert profile(build, "ISGS", as_of=day).day == last
    assert read_history(build, "ISGS", last=day).last == last
    assert casualties.total(build, party="Mali", as_of=day) == casualties.total(build.at(last), party="Mali")
    assert casualties.totals(build, "Mali", as_of=day) == casualties.totals(build.at(last), "Mali")
    assert casualties.list_reports(build, as_of=day) == casualties.list_reports(build.at(last))


def test_where_something_begins_a_year_means_its_first_day(build: Build) -> None:
    assert read_history(build, "ISGS", first=np.int32(2018)).first == date(2018, 1, 1)
    first = casualties.total(build, since=date(2019, 1, 1))
    assert casualties.total(build, since=np.int64(2019)) == casualties.total(build, since="2019-01") == first


def test_years_are_whole_numbers_of_any_kind() -> None:
    assert years(np.int64(2018), np.int16(2019)) == years(2018, 2019)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda build: read_history(build, first="x"), "first: 'x' is not a date"),
        (lambda build: read_history(build, last=pd.NaT), "last: NaT is no day"),
        (lambda build: read_history(build, since=2015), "did you mean first?"),  # type: ignore[call-arg]
        (lambda build: casualties.total(build, since=1.5), "since: 1.5 is no day"),  # type: ignore[arg-type]
        (lambda build: casualties.totals(build, since=True), "since: True is no day"),
        (lambda build: profile(build, "ISGS", as_of=np.array([2018])), r"as_of: array\(\[2018\]\) is no day"),
        (lambda build: build.at(19), "as_of: 19 is no year: write all four digits, as in 2019"),
        (lambda build: years(True, 2019), "years 1 to 2019"),
        (lambda build: years("2018", 2019), "two years as numbers"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_day_is_refused_by_the_name_of_the_argument(
    build: Build, call: Callable[[Build], object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        call(build)
    assert read_day(None) is None
