"""When in its year a row was: each column and code by hand, and every shipped row counted anew from the files."""

from __future__ import annotations

import calendar
import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from sahel_kg.record import dataset
from sahel_kg.record.bounds import NAMES
from sahel_kg.record.claims import read_bounds
from sahel_kg.vocabulary import SKG, compact, value
from tests.cli.command import Answer
from tests.conftest import ROOT
from tests.ingest import sample
from tests.ingest.conftest import said

Ingest = Callable[..., Answer]
Days = tuple[date, date, date, date]
CLAIMS = ROOT / "data" / "claims"
FILES = {
    "ucdp-25.1/acd.trig": ("ucdp-prio-acd-251-resaved.csv", ";", "conflict_id", "ucdp-acd-25.1"),
    "ucdp-22.1/nonstate.trig": ("ucdp-nonstate-221.csv", ",", "dyad_id", "ucdp-nonstate"),
}

# cells of a row of 2001, and its earliest begin, latest begin, earliest end and latest end
PAIR = {
    "nothing": ({}, "2001 2001 2001 2001"),
    "first-death": ({"start_date": "2001-05-04", "start_prec": "1"}, "2001-05-04 2001-05-04 2001-05-04 2001"),
    "first-death-in-a-month": (
        {"start_date": "2001-05-04", "start_prec": "2"},
        "2001-05-01 2001-05-31 2001-05-01 2001",
    ),
    "first-death-in-30-days": (
        {"start_date": "2001-05-30", "start_prec": "3"},
        "2001-05-01 2001-05-30 2001-05-01 2001",
    ),
    "first-death-in-the-year": ({"start_date": "2001-05-04", "start_prec": "4"}, "2001 2001 2001 2001"),
    "first-death-up-to-a-day": ({"start_date": "2001-05-31", "start_prec": "5"}, "2001 2001-05-31 2001 2001"),
    "year-assigned": ({"start_date": "2001-05-31", "start_prec": "6"}, "2001 2001 2001 2001"),
    "year-missing": ({"start_date": "2001-05-31", "start_prec": "7"}, "2001 2001 2001 2001"),
    "first-death-of-another-year": ({"start_date": "1999-05-04", "start_prec": "1"}, "2001 2001 2001 2001"),
    "episode": ({"start_date2": "2001-06-01", "start_prec2": "1"}, "2001 2001-06-01 2001 2001"),
    "episode-of-another-year": ({"start_date2": "2000-06-01", "start_prec2": "1"}, "2001 2001 2001 2001"),
    "end-from-above": ({"ep_end": "1", "ep_end_date": "2001-03-31"}, "2001 2001-03-31 2001 2001-03-31"),
    "end": (
        {"ep_end": "1", "ep_end_date": "2001-09-10", "ep_end_prec": "1"},
        "2001 2001-09-10 2001-09-10 2001-09-10",
    ),
    "end-in-a-month": (
        {"ep_end": "1", "ep_end_date": "2001-09-10", "ep_end_prec": "2"},
        "2001 2001-09-30 2001-09-01 2001-09-30",
    ),
    "end-of-no-episode": ({"ep_end": "0"}, "2001 2001 2001 2001"),
}


@pytest.mark.parametrize("case", PAIR)
def test_days_of_one_pair(ingest: Ingest, here: Path, case: str) -> None:
    cells, expected = PAIR[case]
    row = sample.conflict(301, 2001, "Syldavia", sample.SYLDAVIA, ("PLA", "11", ""), **cells)
    assert bounds(ingest, here, row) == expected.split()


def test_of_several_pairs_only_what_holds_of_all(ingest: Ingest, here: Path) -> None:
    """The first death is no later than any pair's, the end no earlier; by when a pair had fought is not told."""
    days = {"start_date": "2001-02-03", "start_prec": "1", "start_date2": "2001-04-05", "start_prec2": "1"}
    end = {"ep_end": "1", "ep_end_date": "2001-09-10", "ep_end_prec": "1"}
    row = sample.conflict(301, 2001, "Syldavia", sample.SYLDAVIA, ("PLA, ROD", "11, 9", ""), **days, **end)
    assert bounds(ingest, here, row) == ["2001-02-03", "2001-09-10", "2001-02-03", "2001-09-10"]
    conflict = said(Path("data/claims/ucdp-22.1/acd.trig"), "claim:ucdp-acd-301-2001-conflict")
    assert conflict["skg:latestBegin"] == ["2001-02-03"], "of the conflict it is told"


def bounds(ingest: Ingest, here: Path, row: dict[str, str]) -> list[str]:
    """The four bounds of who fought whom in one row."""
    (here / "acd.csv").write_text(sample.text(sample.ACD_COLUMNS, [row]), "utf-8")
    assert ingest("ucdp-acd", "acd.csv", "--actors", "actor.csv").code == 0
    about = said(Path("data/claims/ucdp-22.1/acd.trig"), "claim:ucdp-acd-301-2001-fought")
    return [about[f"skg:{name}"][0] for name in NAMES]


# -- the shipped rows


def shipped(name: str) -> dict[str, tuple[Days, int]]:
    """The bounds of each claim of who fought whom, and of how many pairs it speaks."""
    values: dict[str, dict[str, list[object]]] = {}
    pairs: Counter[str] = Counter()
    for quad in dataset.read_quads(CLAIMS / name):
        if quad.predicate.value == str(SKG.foughtAgainst):
            pairs[value(quad.graph_name)] += 1
        values.setdefault(value(quad.subject), {}).setdefault(quad.predicate.value, []).append(quad.object)
    found = {}
    for claim, count in pairs.items():
        own = read_bounds(values[claim]).as_dict()
        begin, begun, lasting, end = (date.fromisoformat(own[name] or "") for name in NAMES)
        found[compact(claim)] = ((begin, begun, lasting, end), count)
    return found


def read_day(text: str) -> date:
    """A day as either file writes it."""
    one, two, three = map(int, text.split("-"))
    return date(one, two, three) if one > 31 else date(three, two, one)


def days_of(text: str, code: str) -> tuple[date, date]:
    """All days that a day may stand for, by its code, none where it says nothing."""
    day = read_day(text)
    if code == "2":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    spans = {"3": (day - timedelta(days=29), day), "4": (date(day.year, 1, 1), date(day.year, 12, 31))}
    spans |= {"5": (date(day.year, 1, 1), day), "6": (date.min, date.max), "7": (date.min, date.max)}
    return spans.get(code, (day, day))


def expected(row: dict[str, str], *, is_pair: bool) -> Days:
    """The four bounds of a row, worked out from its cells one by one."""
    year = int(row["year"])
    first, last = date(year, 1, 1), date(year, 12, 31)
    sure = []
    begin, end, until = first, last, first
    if row["start_date"] and read_day(row["start_date"]).year == year:
        early, late = days_of(row["start_date"], row["start_prec"])
        begin = max(begin, early)
        sure.append(late)
    if row["start_date2"] and read_day(row["start_date2"]).year == year:
        sure.append(days_of(row["start_date2"], row["start_prec2"])[1])
    if row["ep_end"] == "1":
        early, late = days_of(row["ep_end_date"], row["ep_end_prec"])
        end = min(end, late)
        until = max(begin, early) if row["ep_end_prec"] else begin
    begun = min([end, *sure]) if is_pair else end
    return begin, begun, max(begin, until) if is_pair else begin, end


def rows_of(ucdp: Path, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a file, each with the id of its claim."""
    file, cut, key, base = FILES[name]
    with open(ucdp / file, encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=cut):
            yield f"claim:{base}-{row[key]}-{row['year']}-fought", row


@pytest.mark.parametrize("name", FILES)
def test_the_bounds_of_every_shipped_row(shared: Path, name: str) -> None:
    claims = shipped(name)
    compared = 0
    for claim, row in rows_of(shared / "data" / "ucdp", name):
        if claim in claims:
            days, pairs = claims[claim]
            assert days == expected(row, is_pair=pairs == 1), claim
            compared += 1
    assert compared == len(claims) == {"ucdp-25.1/acd.trig": 234, "ucdp-22.1/nonstate.trig": 268}[name]


def test_how_many_fights_are_narrowed() -> None:
    """By pair and year: of how many the row says more of begin or end than the year."""
    found = [each for name in FILES for each in shipped(name).values()]
    narrowed = [((b, e), pairs) for (b, _, _, e), pairs in found if (b.month, b.day, e.month, e.day) != (1, 1, 12, 31)]
    assert (sum(pairs for _, pairs in found), sum(pairs for _, pairs in narrowed)) == (590, 303)
    since_1989 = [(days, pairs) for days, pairs in found if days[0].year >= 1989]
    assert sum(pairs for _, pairs in since_1989) == 538
    assert sum(pairs for (b, _), pairs in narrowed if b.year >= 1989) == 287


def test_the_cma_and_mali_in_2012_end_in_march() -> None:
    days, _ = shipped("ucdp-25.1/acd.trig")["claim:ucdp-acd-25.1-372-2012-fought"]
    assert days == (date(2012, 1, 1), date(2012, 1, 24), date(2012, 1, 1), date(2012, 3, 31))
