"""Dates in words as bounds: English and French, EDTF, cells of spreadsheets, and what is asked about."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg.desk.cells import CellError
from sahel_kg.desk.dates import Said, read_date
from sahel_kg.desk.moments import LANGUAGES, patterns, phrases, read_moment
from sahel_kg.desk.periods import read_period
from sahel_kg.record.bounds import Bounds
from sahel_kg.record.extents import Extent

PUBLISHED = date(2019, 12, 3)


def told(bounds: Bounds) -> str:
    return " ".join(day.isoformat() if day else "-" for day in bounds.as_days())


MOMENTS = """
2019                          | 2019-01-01 2019-12-31
2019.0                        | 2019-01-01 2019-12-31
2019-11                       | 2019-11-01 2019-11-30
2019-11-02                    | 2019-11-02 2019-11-02
2019-11-02 00:00:00           | 2019-11-02 2019-11-02
11/2019                       | 2019-11-01 2019-11-30
25/11/2019                    | 2019-11-25 2019-11-25
11/25/2019                    | 2019-11-25 2019-11-25
2019/11/25                    | 2019-11-25 2019-11-25
2019.11.5                     | 2019-11-05 2019-11-05
2019/04                       | 2019-04-01 2019-04-30
H1 2019                       | 2019-01-01 2019-06-30
2H 2019                       | 2019-07-01 2019-12-31
S2 2019                       | 2019-07-01 2019-12-31
T1 2019                       | 2019-01-01 2019-03-31
25.11.2019                    | 2019-11-25 2019-11-25
3/3/2019                      | 2019-03-03 2019-03-03
201X                          | 2010-01-01 2019-12-31
2019-XX                       | 2019-01-01 2019-12-31
2019-11-xx                    | 2019-11-01 2019-11-30
2 November 2019               | 2019-11-02 2019-11-02
November 2nd, 2019            | 2019-11-02 2019-11-02
the 2nd of November, 2019     | 2019-11-02 2019-11-02
Saturday, 2 November 2019     | 2019-11-02 2019-11-02
2-Nov-2019                    | 2019-11-02 2019-11-02
Nov. 2019                     | 2019-11-01 2019-11-30
SEPT 2019                     | 2019-09-01 2019-09-30
2 novembre 2019               | 2019-11-02 2019-11-02
le samedi 2 novembre 2019     | 2019-11-02 2019-11-02
1er nov. 2019                 | 2019-11-01 2019-11-01
1 er novembre 2019            | 2019-11-01 2019-11-01
premier mars 2019             | 2019-03-01 2019-03-01
juill. 2019                   | 2019-07-01 2019-07-31
aout 2019                     | 2019-08-01 2019-08-31
fevrier 2012                  | 2012-02-01 2012-02-29
mars 2012                     | 2012-03-01 2012-03-31
mai 2012                      | 2012-05-01 2012-05-31
may 2012                      | 2012-05-01 2012-05-31
late October 2019             | 2019-10-21 2019-10-31
the end of October 2019       | 2019-10-21 2019-10-31
late February 2012            | 2012-02-21 2012-02-29
fin octobre 2019              | 2019-10-21 2019-10-31
fin d’octobre 2019            | 2019-10-21 2019-10-31
early October 2019            | 2019-10-01 2019-10-10
au début de l'année 2013      | 2013-01-01 2013-04-30
mid-2012                      | 2012-05-01 2012-08-31
mi‑octobre 2019               | 2019-10-11 2019-10-20
late 2019                     | 2019-09-01 2019-12-31
second half of October 2019   | 2019-10-16 2019-10-31
premier semestre 2019         | 2019-01-01 2019-06-30
Q3 2019                       | 2019-07-01 2019-09-30
summer of 2012                | 2012-06-01 2012-08-31
à l'été 2012                  | 2012-06-01 2012-08-31
the 1990s                     | 1990-01-01 1999-12-31
les années 1990               | 1990-01-01 1999-12-31
late 1990s                    | 1997-01-01 1999-12-31
the week of 4 March 2019      | 2019-03-04 2019-03-10
the month of May 2012         | 2012-05-01 2012-05-31
"""

PERIODS = """
                                     |                   | holds   | - 2019-11-03 2019-12-03 -
                                     |                   | happens | - 2019-12-03 - 2019-12-03
2019-11-02                           |                   | holds   | 2019-11-02 2019-11-02 2019-12-03 -
2019-11-02                           |                   | happens | 2019-11-02 2019-11-02 2019-11-02 2019-11-02
on 2 November 2019                   |                   | happens | 2019-11-02 2019-11-02 2019-11-02 2019-11-02
late October 2019                    |                   | happens | 2019-10-21 2019-10-31 2019-10-21 2019-10-31
in late October 2019                 |                   | happens | 2019-10-21 2019-10-31 2019-10-21 2019-10-31
in 2012                              |                   | holds   | - 2012-12-31 2012-01-01 -
en 2012                              |                   | holds   | - 2012-12-31 2012-01-01 -
au cours de 2012                     |                   | happens | 2012-01-01 2012-12-31 2012-01-01 2012-12-31
2013                                 |                   | holds   | 2013-01-01 2013-12-31 2019-12-03 -
from 2013                            |                   | holds   | 2013-01-01 2013-12-31 2019-12-03 -
since 2014                           |                   | holds   | 2014-01-01 2014-12-31 2019-12-03 -
since 2014                           |                   | happens | 2014-01-01 2014-12-31 - 2019-12-03
depuis 2014                          |                   | holds   | 2014-01-01 2014-12-31 2019-12-03 -
depuis le 3 mars 2014                |                   | holds   | 2014-03-03 2014-03-03 2019-12-03 -
à partir du 1er janvier 2013         |                   | holds   | 2013-01-01 2013-01-01 2019-12-03 -
since at least 2014                  |                   | holds   | - 2014-12-31 2019-12-03 -
from 2013 on                         |                   | holds   | 2013-01-01 2013-12-31 2019-12-03 -
2013 to the present                  |                   | holds   | 2013-01-01 2013-12-31 2019-12-03 -
between March and December 2012      |                   | happens | 2012-03-01 2012-12-31 2012-03-01 2012-12-31
between March and December 2012      |                   | holds   | 2012-03-01 2012-12-31 2019-12-03 -
entre mars et décembre 2012          |                   | happens | 2012-03-01 2012-12-31 2012-03-01 2012-12-31
2012 or 2013                         |                   | happens | 2012-01-01 2013-12-31 2012-01-01 2013-12-31
early to mid-2018                    |                   | happens | 2018-01-01 2018-08-31 2018-01-01 2018-08-31
early to mid-2018                    |                   | holds   | 2018-01-01 2018-08-31 2019-12-03 -
Mid- to late-2018                    |                   | happens | 2018-05-01 2018-12-31 2018-05-01 2018-12-31
early-to-mid April 2018              |                   | happens | 2018-04-01 2018-04-20 2018-04-01 2018-04-20
between early and mid-April 2018     |                   | happens | 2018-04-01 2018-04-20 2018-04-01 2018-04-20
début à mi-2018                      |                   | happens | 2018-01-01 2018-08-31 2018-01-01 2018-08-31
since early to mid-2018              |                   | holds   | 2018-01-01 2018-08-31 2019-12-03 -
from early to mid-2018               |                   | happens | 2018-01-01 2018-04-30 2018-05-01 2018-08-31
late 2017 to early 2018              |                   | happens | 2017-09-01 2017-12-31 2018-01-01 2018-04-30
night of 12/13 April 2018            |                   | happens | 2018-04-12 2018-04-13 2018-04-12 2018-04-13
by December 2018                     |                   | happens | - 2018-12-31 - 2018-12-31
by December 2018                     |                   | holds   | - 2018-12-31 2018-12-01 -
by December 2019                     |                   | holds   | - 2019-12-03 2019-12-01 -
by mid-2018                          |                   | holds   | - 2018-08-31 2018-05-01 -
by 3 March 2018                      |                   | holds   | - 2018-03-03 2018-03-03 -
d'ici mars 2018                      |                   | holds   | - 2018-03-31 2018-03-01 -
no later than 2018                   |                   | holds   | - 2018-12-31 - -
2018 at the latest                   |                   | holds   | - 2018-12-31 - -
2018 or earlier                      |                   | holds   | - 2018-12-31 - -
au plus tard en 2018                 |                   | holds   | - 2018-12-31 - -
not after 3 December 2018            |                   | happens | - 2018-12-03 - 2018-12-03
au plus tard en 2018                 |                   | happens | - 2018-12-31 - 2018-12-31
before 2014                          |                   | happens | - 2013-12-31 - 2013-12-31
before 2014                          |                   | holds   | - 2013-12-31 - -
avant 2014                           |                   | holds   | - 2013-12-31 - -
before 3 March 2014                  |                   | holds   | - 2014-03-03 - -
before 3 March 2014                  |                   | happens | - 2014-03-03 - 2014-03-03
avant le 3 mars 2014                 |                   | happens | - 2014-03-03 - 2014-03-03
after 2014                           |                   | happens | 2015-01-01 2019-12-03 2015-01-01 2019-12-03
after 2014                           |                   | holds   | 2015-01-01 2019-12-03 - -
not before 2014                      |                   | holds   | 2014-01-01 2019-12-03 - -
2014 or later                        |                   | holds   | 2014-01-01 2019-12-03 - -
in 2019                              |                   | happens | 2019-01-01 2019-12-03 2019-01-01 2019-12-03
in 2019                              |                   | holds   | - 2019-12-03 2019-01-01 -
since before 2014                    |                   | holds   | - 2013-12-31 2019-12-03 -
since before 2014                    |                   | happens | - 2013-12-31 - 2019-12-03
from before 2014                     |                   | holds   | - 2013-12-31 2019-12-03 -
before 2014 to the present           |                   | holds   | - 2013-12-31 2019-12-03 -
depuis avant 2014                    |                   | holds   | - 2013-12-31 2019-12-03 -
since before 3 March 2014            |                   | holds   | - 2014-03-03 2019-12-03 -
since by 2014                        |                   | holds   | - 2014-12-31 2019-12-03 -
since no later than 2014             |                   | holds   | - 2014-12-31 2019-12-03 -
at least from 2014                   |                   | holds   | - 2014-12-31 2019-12-03 -
since 2014 at least                  |                   | holds   | - 2014-12-31 2019-12-03 -
depuis au plus tard 2014             |                   | holds   | - 2014-12-31 2019-12-03 -
since after 2014                     |                   | holds   | 2015-01-01 2019-11-03 2019-12-03 -
since shortly after 3 March 2014     |                   | holds   | 2014-03-03 2014-03-17 2019-12-03 -
since between 2012 and 2014          |                   | holds   | 2012-01-01 2014-12-31 2019-12-03 -
since some time in 2014              |                   | holds   | 2014-01-01 2014-12-31 2019-12-03 -
since as early as 2014               |                   | holds   | 2014-01-01 2014-12-31 2019-12-03 -
not before 2014                      |                   | happens | 2014-01-01 2019-12-03 2014-01-01 2019-12-03
shortly after 25 November 2019       |                   | happens | 2019-11-25 2019-12-03 2019-11-25 2019-12-03
peu après le 3 mars 2019             |                   | happens | 2019-03-03 2019-03-17 2019-03-03 2019-03-17
until 2015                           |                   | holds   | - 2015-01-01 2015-01-01 2015-12-31
until 2015                           |                   | happens | - 2015-12-31 2015-01-01 2015-12-31
jusqu'en 2015                        |                   | holds   | - 2015-01-01 2015-01-01 2015-12-31
until at least 2015                  |                   | holds   | - 2015-01-01 2015-01-01 -
until after 2015                     |                   | holds   | - 2016-01-01 2016-01-01 -
jusqu'après 2015                     |                   | holds   | - 2016-01-01 2016-01-01 -
until no later than 2015             |                   | holds   | - - - 2015-12-31
until 2015 at the latest             |                   | holds   | - - - 2015-12-31
until between 2014 and 2015          |                   | holds   | - 2014-01-01 2014-01-01 2015-12-31
31 March to 8 April 2018             |                   | happens | 2018-03-31 2018-03-31 2018-04-08 2018-04-08
March 31 to April 8, 2018            |                   | happens | 2018-03-31 2018-03-31 2018-04-08 2018-04-08
March 3 to 8, 2018                   |                   | happens | 2018-03-03 2018-03-03 2018-03-08 2018-03-08
3 to 8 April 2018                    |                   | happens | 2018-04-03 2018-04-03 2018-04-08 2018-04-08
3-8 April 2018                       |                   | happens | 2018-04-03 2018-04-03 2018-04-08 2018-04-08
1er et 2 mars 2019                   |                   | happens | 2019-03-01 2019-03-01 2019-03-02 2019-03-02
du 31 mars au 8 avril 2018           |                   | holds   | 2018-03-31 2018-03-31 2018-04-08 2018-04-08
2013 to 2017                         |                   | holds   | 2013-01-01 2013-12-31 2017-01-01 2017-12-31
2013–2017                            |                   | holds   | 2013-01-01 2013-12-31 2017-01-01 2017-12-31
from 2013 to late 2015               |                   | holds   | 2013-01-01 2013-12-31 2015-09-01 2015-12-31
octobre-novembre 2019                |                   | happens | 2019-10-01 2019-10-31 2019-11-01 2019-11-30
December 2018 to March 2019          |                   | holds   | 2018-12-01 2018-12-31 2019-03-01 2019-03-31
2012/2013                            |                   | holds   | 2012-01-01 2012-12-31 2013-01-01 2013-12-31
2018-10-31/..                        |                   | holds   | 2018-10-31 2018-10-31 2019-12-03 -
2018-10-31/                          |                   | holds   | 2018-10-31 2018-10-31 - -
../2014                              |                   | holds   | - 2014-01-01 2014-01-01 2014-12-31
2013                                 | 2015              | holds   | 2013-01-01 2013-12-31 2015-01-01 2015-12-31
                                     | late October 2019 | holds   | - 2019-10-21 2019-10-21 2019-10-31
                                     | 2015              | happens | - 2015-12-31 2015-01-01 2015-12-31
?                                    |                   | holds   | - - - -
unknown                              | 2015              | holds   | - - 2015-01-01 2015-12-31
2013                                 | ?                 | holds   | 2013-01-01 2013-12-31 - -
2014                                 | to date           | holds   | 2014-01-01 2014-12-31 2019-12-03 -
2014                                 | now               | holds   | 2014-01-01 2014-12-31 2019-12-03 -
2014                                 | by 2018           | holds   | 2014-01-01 2014-12-31 - 2018-12-31
2014                                 | until after 2018  | holds   | 2014-01-01 2014-12-31 2019-01-01 -
by 2014                              | 2018              | holds   | - 2014-12-31 2018-01-01 2018-12-31
by 2014                              | until at least 2018 | holds | - 2014-12-31 2018-01-01 -
before 2014                          | now               | holds   | - 2013-12-31 2019-12-03 -
2014                                 | at least until 2018 | holds | 2014-01-01 2014-12-31 2018-01-01 -
2014                                 | no longer         | holds   | 2014-01-01 2014-12-31 2019-11-03 2019-12-03
now                                  |                   | holds   | 2019-11-03 2019-12-03 2019-12-03 -
no longer                            |                   | holds   | - 2019-11-03 2019-11-03 2019-12-03
currently                            |                   | holds   | - 2019-11-03 2019-12-03 -
en cours                             |                   | holds   | - 2019-11-03 2019-12-03 -
recent weeks                         |                   | happens | 2019-09-10 2019-12-03 2019-09-10 2019-12-03
in recent months                     |                   | happens | 2019-06-03 2019-12-03 2019-06-03 2019-12-03
five years ago                       |                   | holds   | 2014-01-01 2014-12-31 2019-12-03 -
il y a 5 ans                         |                   | happens | 2014-01-01 2014-12-31 2014-01-01 2014-12-31
3 days ago                           |                   | happens | 2019-11-30 2019-11-30 2019-11-30 2019-11-30
two months ago                       |                   | happens | 2019-10-01 2019-10-31 2019-10-01 2019-10-31
"""


def lines(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.splitlines() if line.strip()]


@pytest.mark.parametrize(("text", "expected"), lines(MOMENTS))
def test_moments(text: str, expected: str) -> None:
    found = read_moment(text)
    assert f"{found.first} {found.last}" == expected


DENIED = """
in 2018                      | holds   | 2018-01-01 2018-01-01 2018-12-31 2018-12-31
between March and May 2019   | holds   | 2019-03-01 2019-03-01 2019-05-31 2019-05-31
2012 or 2013                 | holds   | 2012-01-01 2012-01-01 2013-12-31 2013-12-31
since 2018                   | holds   | 2018-01-01 2018-12-31 2019-12-03 -
2018                         | holds   | 2018-01-01 2018-12-31 2019-12-03 -
by mid-2018                  | holds   | - 2018-05-01 2018-05-01 2018-08-31
by 3 March 2018              | holds   | - 2018-03-03 2018-03-03 2018-03-03
no later than 2018           | holds   | - 2018-01-01 2018-01-01 2018-12-31
before 2018                  | holds   | - 2017-12-31 2017-12-31 2017-12-31
before 3 March 2018          | holds   | - 2018-03-02 2018-03-02 2018-03-02
until 2018                   | holds   | - 2018-01-01 2018-01-01 2018-12-31
after 2014                   | holds   | 2015-01-01 2015-01-01 2019-12-03 -
not before 2014              | holds   | 2014-01-01 2014-01-01 2019-12-03 -
in recent weeks              | holds   | 2019-09-10 2019-09-10 2019-12-03 -
shortly after 3 March 2018   | holds   | 2018-03-03 2018-03-03 2018-03-17 2018-03-17
2013 to 2015                 | holds   | 2013-01-01 2013-12-31 2015-01-01 2015-12-31
2019-03                      | happens | 2019-03-01 2019-03-01 2019-03-31 2019-03-31
in 2018                      | happens | 2018-01-01 2018-01-01 2018-12-31 2018-12-31
between March and May 2019   | happens | 2019-03-01 2019-03-01 2019-05-31 2019-05-31
31 March to 8 April 2019     | happens | 2019-03-31 2019-03-31 2019-04-08 2019-04-08
since 2014                   | happens | 2014-01-01 2014-12-31 2019-12-03 -
after 2014                   | happens | 2015-01-01 2015-01-01 2019-12-03 -
by May 2019                  | happens | - 2019-05-01 2019-05-01 2019-05-31
before 2019                  | happens | - 2018-12-31 2018-12-31 2018-12-31
until 2018                   | happens | - 2018-01-01 2018-01-01 2018-12-31
?                            | happens | - - - -
                             | happens | - 2019-11-03 2019-12-03 -
"""


@pytest.mark.parametrize(("text", "aspect", "expected"), lines(DENIED))
def test_what_is_denied_of_a_time_was_so_at_no_time_of_it(text: str, aspect: str, expected: str) -> None:
    assert told(read_period(text, "", PUBLISHED, holds=aspect == "holds", denied=True)) == expected


@pytest.mark.parametrize("denial", ["by mid-2018", "before 2018", "in 2017", "until mid-2018"])
def test_what_came_about_after_the_time_of_a_denial_goes_with_it(denial: str) -> None:
    """By mid-2018 (August, at the latest) they had joined neither; in November they joined."""
    never = Extent(read_period(denial, "", PUBLISHED, holds=True, denied=True))
    assert never.meet(Extent(read_period("November 2018", "", PUBLISHED, holds=True))) is None
    before = never.meet(Extent(read_period("2013", "", PUBLISHED, holds=True)))
    assert before is not None
    assert before.bounds.latest_begin is not None


@pytest.mark.parametrize("text", ["by mid-2018", "before 2018", "no later than 2018"])
def test_a_denial_up_to_a_day_is_the_same_in_both_cells(text: str) -> None:
    cells = read_period(text, "", PUBLISHED, holds=True, denied=True)
    assert read_period("", text, PUBLISHED, holds=True, denied=True) == cells


@pytest.mark.parametrize(
    ("begins", "ends"), [("in 2030", ""), ("2013", "2020"), ("", "until 4 December 2019"), ("by 2020", "")]
)
def test_what_lies_after_the_report_is_told_as_no_fact(begins: str, ends: str) -> None:
    with pytest.raises(CellError, match="lies after the report itself, which came out by 2019-12-03: correct one of"):
        read_period(begins, ends, PUBLISHED, holds=False)
    read_period(begins, ends, PUBLISHED, holds=False, foretold=True)


def test_a_forecast_goes_beyond_the_report() -> None:
    def foretold(begins: str, *, holds: bool) -> str:
        return told(read_period(begins, "", PUBLISHED, holds=holds, foretold=True))

    assert foretold("2025", holds=True) == "2025-01-01 2025-12-31 - -"
    assert foretold("after 2025", holds=False) == "2026-01-01 - 2026-01-01 -"
    assert foretold("in 2019", holds=False) == "2019-01-01 2019-12-31 2019-01-01 2019-12-31"


@pytest.mark.parametrize(("begins", "ends", "aspect", "expected"), lines(PERIODS))
def test_periods(begins: str, ends: str, aspect: str, expected: str) -> None:
    found = read_period(begins, ends, PUBLISHED, holds=aspect == "holds")
    assert told(found) == expected
    assert found.disorder() is None


@pytest.mark.parametrize(
    ("begins", "ends", "message"),
    [
        ("03/04/2019", "", "'03/04/2019' may be 3 April or 4 March: write 2019-04-03 or 2019-03-04"),
        ("since 03/04/2019", "", "may be 3 April or 4 March"),
        ("3 March", "", "'3 March' has no year: write it, as in 3 March 2019"),
        ("depuis le 3 mars", "", "'3 mars' has no year"),
        ("between March and December", "", "has no year"),
        ("March", "", "has no year"),
        ("late October", "", "has no year"),
        ("Depuis le 3 Mars", "", "'3 Mars' has no year: write it, as in 3 Mars 2019"),
        ("Jusqu’en  Mars", "", "'Mars' has no year"),
        ("12/13 April 2019", "", "write '12 or 13 April 2019' or '12 to 13 April 2019'"),
        ("March/April 2019", "", "write 'March or April 2019' or 'March to April 2019'"),
        ("2018/19", "", "'2018/19' may be two years: write '2018 to 2019' or '2018 or 2019'"),
        ("1999/00", "", "'1999/00' may be two years: write '1999 to 2000' or '1999 or 2000'"),
        ("2018/00", "", "'2018/00' is no day of the calendar: write it as 2019-11-02"),
        ("2011/12", "", "may be December 2011, or two years: write 2011-12, '2011 to 2012' or '2011 or 2012'"),
        ("Two weeks ago", "", "'Two weeks ago' names no days: write the days that it means"),
        ("il y a deux semaines", "", "names no days: write the days that it means"),
        ("2019/15/04", "", "is no day of the calendar"),
        ("since about 2014", "", "'about 2014' does not say within what"),
        ("by before 2014", "", "is no date that can be read"),
        ("since until 2014", "", "is no date that can be read"),
        ("3.4.19", "", "has a year of two digits"),
        ("3 mars 19", "", "has no year of four digits"),
        ("43771", "", "is how a spreadsheet counts days: write 2019-11-02, if that is meant"),
        ("31 February 2019", "", "is no day of the calendar: February has 28 days in 2019"),
        ("2019-02-30", "", "is no day of the calendar"),
        ("31/31/2019", "", "is no day of the calendar"),
        ("13/2019", "", "is no day of the calendar"),
        ("2012-13", "", "is no month: for the years write 2012 to 2013"),
        ("Monday 3 November 2019", "", "was a Sunday: correct the day"),
        ("winter 2019", "", "may be its first months or its last"),
        ("about 2013", "", "does not say within what"),
        ("vers 2013", "", "does not say within what"),
        ("2013?", "", "says that 2013 is uncertain"),
        ("2013~", "", "is about right"),
        ("since the 2012 coup", "", "is no date that can be read"),
        ("yesterday", "", "names no days: write the day that it means"),
        ("2 2019", "", "is no date that can be read"),
        ("soon", "", "is no date that can be read"),
        (".", "", "is no date"),
        ("x" * 500, "", "is no date"),
        ("0044", "", "is no year that can be meant"),
        ("8 April to 31 March 2018", "", "ends before it begins"),
        ("December to March 2019", "", "ends before it begins"),
        ("2015", "2013", "ends by 2013-12-31, before it begins on 2015-01-01"),
        ("2013", "2013 to 2015", "has two dates: write the begin in 'from' and the end in 'to'"),
        ("2013 to 2015", "2016", "says the end already: leave 'to' empty"),
        ("2013", "since 2014", "says a begin: write it in 'from'"),
        ("../..", "", "has neither begin nor end"),
        ("/", "", "has neither begin nor end"),
    ],
)
def test_what_is_asked_about(begins: str, ends: str, message: str) -> None:
    with pytest.raises(CellError) as error:
        read_period(begins, ends, PUBLISHED, holds=True)
    assert message in str(error.value)


@pytest.mark.parametrize("text", ["recent weeks", "now", "five years ago", "currently"])
def test_what_needs_the_date_of_the_source(text: str) -> None:
    with pytest.raises(CellError, match=r"is told from the source's date, which source.toml does not have"):
        read_period(text, "", None, holds=True)


def test_without_the_date_of_the_source_nothing_is_made_up() -> None:
    assert read_period("", "", None, holds=True) == Bounds()
    assert told(read_period("2013", "", None, holds=True)) == "2013-01-01 2013-12-31 - -"


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        (date(2019, 11, 2), "", "2019-11-02 2019-11-02"),
        (datetime(2019, 11, 2, 14, 30), "yyyy-mm-dd hh:mm", "2019-11-02 2019-11-02"),
        (datetime(2019, 11, 1), "mmm-yy", "2019-11-01 2019-11-30"),
        (datetime(2019, 11, 1), "[$-40C]mmm\\ yyyy", "2019-11-01 2019-11-30"),
        (datetime(2019, 1, 1), "yyyy", "2019-01-01 2019-12-31"),
        (datetime(2019, 11, 1), "General", "2019-11-01 2019-11-01"),
        (datetime(2019, 11, 1), "jj/mm/aaaa", "2019-11-01 2019-11-01"),
    ],
)
def test_cells_of_spreadsheets(cell: date, form: str, expected: str) -> None:
    found = read_date("", cell, form=form)
    assert found
    assert f"{found.moment.first} {found.moment.last}" == expected


def test_empty_cells_say_nothing() -> None:
    assert read_date("") is None
    assert read_date("  \u00a0") is None


def test_the_phrases_have_the_same_meanings_in_each_language() -> None:
    known = set(get_args(Said))
    for language in LANGUAGES:
        assert set(phrases()[language]["said"]) == known
    assert set(phrases()["en"]["parts"]) == set(phrases()["fr"]["parts"])


@pytest.mark.parametrize(("meaning", "form"), sorted({*patterns("said")}))
def test_every_phrase_is_read_as_it_means(meaning: str, form: str) -> None:
    """With a day, a year and a month of either language inside: no phrase hides another."""
    texts = [form.format(d=d, a="3 March 2012", b="8 April 2013", n="5") for d in ("3 mars 2013", "2013", "2013-05")]
    if meaning == "about":
        with pytest.raises(CellError, match="does not say within what"):
            read_date(texts[0])
        return
    expected = {"either": "between", "from": "at"}.get(meaning, meaning)
    for text in texts:
        found = read_date(text)
        assert found
        if meaning in DOUBLED:
            assert (found.said, found.of_day) == DOUBLED[meaning], text
            continue
        if expected == "at" and form == "the {d}" and found.said != "at":
            raise AssertionError(text)
        assert found.said == expected or (expected, found.said) in SAME, text


SAME = {("years_ago", "since")}
DOUBLED = {
    "since_by": ("since", "at_latest"),
    "since_before": ("since", "before"),
    "until_then": ("until", "from_then"),
}


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["{0:%Y-%m-%d}", "{0.day} {0:%B} {0.year}", "{0:%d.%m.%Y}"]),
)
def test_any_day_is_itself_or_asked_about(day: date, form: str) -> None:
    text = form.format(day)
    if form == "{0:%d.%m.%Y}" and day.day <= 12 and day.day != day.month:
        with pytest.raises(CellError, match="may be"):
            read_moment(text)
        return
    found = read_moment(text)
    assert (found.first, found.last) == (day, day)


@given(st.text(max_size=30))
def test_any_text_is_read_or_asked_about(text: str) -> None:
    with contextlib.suppress(CellError):
        assert read_period(text, "", PUBLISHED, holds=True).disorder() is None


PARTS = (
    "since to until by not after the in of late about from before between and March 3 2013 2015 2019-11 - / ? "
    "depuis du au fin entre et mars"
)


@given(st.lists(st.sampled_from(PARTS.split()), max_size=7), st.booleans())
def test_any_words_of_dates_keep_within_their_years(words: list[str], holds: bool) -> None:
    """No year comes in that neither the words nor the source's date have."""
    try:
        found = read_period(" ".join(words), "", PUBLISHED, holds=holds)
    except CellError:
        return
    assert found.disorder() is None
    years = {2013, 2014, 2015, 2016, 2019, 2020, 2012}  # one beside, for before and after a year
    assert {day.year for day in found.as_days() if day} <= years
    assert all(day is None or day <= date(2020, 1, 1) + timedelta(days=14) for day in found.as_days())


def test_a_denial_of_the_year_of_a_report_ends_with_the_report() -> None:
    for holds in (True, False):
        never = read_period(f"in {PUBLISHED.year}", "", PUBLISHED, holds=holds, denied=True)
        assert max(day for day in never.as_days() if day) == PUBLISHED
