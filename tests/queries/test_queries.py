"""The competency questions against what the article says.

``NAME.csv`` beside this file or in ``both/`` holds the expected rows, and no test lists or counts the questions. The
rows are facts, bases and dates set down by hand, claim by claim, from the article, its coding and the background
claims; labels looked up in ``data/``. ``coding-overview``, ``sources`` and ``terms-of-coding`` are
counts and copies taken from the text of the data files, so they check the query alone.
Where the coding is silent on what the article says, the row follows the coding. Lines stand in any order.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sahel_kg import load
from sahel_kg.builds import casualties, pipeline
from sahel_kg.builds.queries import Query, read_queries
from sahel_kg.errors import UsageError
from sahel_kg.frames import kind_of
from sahel_kg.store.sparql import execute
from tests.conftest import TURTLE_PREFIXES, Once
from tests.sampling import spread
from tests.ties.small import build_of, told

if TYPE_CHECKING:
    from sahel_kg import Build

HERE = Path(__file__).parent
# Questions about two sources are asked of a build of both; all others of the article alone. Their expected rows were
# taken from the text of data/claims/ucdp-22.1/acd.trig and the names in the data, without any query.
BOTH = HERE / "both"
EXPECTED = {path.stem: path for path in sorted([*HERE.glob("*.csv"), *BOTH.glob("*.csv")])}


def as_text(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    return sorted(["" if cell is None else str(cell) for cell in row] for row in rows)


def read_expected(name: str) -> tuple[list[str], list[list[str]]]:
    with EXPECTED[name].open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, sorted(rows)


def asked(request: pytest.FixtureRequest, name: str) -> Build:
    """Return the build that a question is asked of."""
    build: Build = request.getfixturevalue("both" if EXPECTED[name].parent == BOTH else "build")
    return build


def test_every_question_has_an_expected_answer() -> None:
    assert set(read_queries()) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_answer(request: pytest.FixtureRequest, name: str) -> None:
    header, rows = read_expected(name)
    answer = asked(request, name).query(name)
    assert list(answer.variables) == header
    assert as_text(answer) == rows


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_order_is_total(request: pytest.FixtureRequest, name: str) -> None:
    """No two rows agree in all that the answer is sorted by, so that the same build gives the same lines."""
    answer = asked(request, name).query(name)
    _, _, order = read_queries()[name].sparql.rpartition("ORDER BY")
    columns = [i for i, variable in enumerate(answer.variables) if re.search(rf"\?{variable}\b", order)]
    keys = [tuple(row[i] for i in columns) for row in answer]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_columns_are_of_one_type_whatever_is_answered(request: pytest.FixtureRequest, name: str) -> None:
    grid = asked(request, name).query(name).grid()
    cells = list(zip(*grid.rows, strict=True)) or [()] * len(grid.columns)
    kinds = {
        column: kind_of(column, [cell for cell in told if cell != ""], grid.types)
        for column, told in zip(grid.columns, cells, strict=True)
    }
    assert kinds == {column: kind_of(column, [], grid.types) for column in grid.columns}
    assert set(grid.types) <= set(grid.columns)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_column_has_numbers_or_days_as_texts(request: pytest.FixtureRequest, name: str) -> None:
    """The years of a question are numbers in pandas, its days days: years of which something is *sure* are words,
    and what an actor existed *by* may be a year, a month or a day.
    """
    grid = asked(request, name).query(name).grid()
    for column, cells in zip(grid.columns, zip(*grid.rows, strict=True), strict=False):
        told = [cell for cell in cells if cell not in (None, "")]
        if column not in ("sure", "by") and kind_of(column, told, grid.types) in ("text", "code") and told:
            for form in (r"\d+", r"\d{4}-\d\d-\d\d", r"(?i)true|false"):
                assert not all(re.fullmatch(form, str(cell)) for cell in told), column


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_parameters_are_columns(name: str) -> None:
    """A value is put in for a column of the answer; elsewhere the engine would refuse it."""
    header, _ = read_expected(name)
    assert {parameter.name for parameter in read_queries()[name].parameters} <= set(header)


FIVE = ("burkina-faso", "chad", "mali", "mauritania", "niger")

# question, parameters, columns to compare, rows
WITH_PARAMETERS: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("leaders", {"leader": "actor:abu-bakr-al-baghdadi"}, "led latestEnd", ["actor:islamic-state 2019-10-31"]),
    ("leaders", {"led": "actor:mali"}, "leader", []),
    # aimed against rebels, of whom none is named: the category stands in the answer, and no opponent
    ("opposition", {"actor": "actor:fc-g5s"}, "category opponent", ["category:rebel -"]),
    (
        "opposition",
        {"category": "category:rebel"},
        "actor mission opponent",
        [
            "actor:fc-g5s - -",
            "actor:g5-sahel actor:fc-g5s -",
            *(f"actor:{state} actor:fc-g5s -" for state in FIVE),
        ],
    ),
    (
        "opposition",
        {"opponent": "actor:isgs"},
        "actor mission claim",
        [
            "actor:barkhane - claim:gd-p3-s1-i",
            "actor:france actor:barkhane claim:gd-p3-s1-i",
            "actor:france actor:french-campaign claim:gd-p6-s2-d",
            "actor:french-campaign - claim:gd-p6-s2-d",
            "actor:p3s2-joint-effort - claim:gd-p3-s2-g",
            *(f"actor:{state} actor:p3s2-joint-effort claim:gd-p3-s2-g" for state in (*FIVE, "france")),
        ],
    ),
    # no state is named as intervening against the Islamic State
    ("opposition", {"opponent": "actor:islamic-state"}, "actor", ["actor:p1s4-foreign-interveners"]),
    (
        "hostility",
        {"opponent": "actor:mali"},
        "actor relation status",
        ["actor:isgs skg:hostileTo inferred", "actor:p6s1-militants skg:hostileTo inferred"],
    ),
    # the attack in which the at least 40 fell has no first day, that of 2 November is over
    (
        "attacks",
        {"from": "2019-11-03", "to": "2019-11-30"},
        "event",
        ["event:attacks-of-recent-weeks-2019"],
    ),
    # those who suppressed a people are not said to be fought by it
    ("hostility", {"actor": "actor:tuareg-people"}, "opponent", []),
    (
        "cooperation",
        {"actor": "actor:mali", "other": "actor:france"},
        "relation direction",
        ["skg:fightsAlongside mutual", "skg:supports in"],
    ),
    # all that Al-Qaeda and the Islamic State have in common is whom they fight
    ("common-friends", {"actor": "actor:isgs", "other": "actor:al-qaeda"}, "friend", []),
    # who is of one and fights the other is left out: ISGS fights Mali, and Mali and its friends fight ISGS
    (
        "friends-of-either",
        {"actor": "actor:isgs", "other": "actor:mali"},
        "friend of foe",
        ["actor:islamic-state actor:isgs -", "actor:p1s6-groups-of-isgs actor:isgs -"],
    ),
    # France opposes al-Qaeda, to which the jihadists of 2012 were affiliated, and ousted these
    (
        "friends-of-either",
        {"actor": "actor:al-qaeda", "other": "actor:france"},
        "friend of foe",
        [
            "actor:p1s6-groups-of-al-qaeda actor:al-qaeda -",
            "actor:p3s3-groups-linked-to-al-qaeda actor:al-qaeda -",
            "actor:p4s7-jihadists actor:al-qaeda actor:france",
        ],
    ),
    ("cooperation", {"actor": "actor:isgs", "other": "actor:al-qaeda"}, "relation", []),
    (
        "common-adversaries",
        {"actor": "actor:mali", "other": "actor:niger"},
        "adversary of direction",
        [
            *(
                f"{adversary} actor:{each} out"
                for adversary in ("actor:al-qaeda", "actor:isgs", "category:jihadist")
                for each in ("mali", "niger")
            ),
            "actor:isgs actor:mali in",
        ],
    ),
    # neither is told to be hostile to anybody but Mali: who opposes both is an adversary of both
    (
        "common-adversaries",
        {"actor": "actor:isgs", "other": "actor:al-qaeda"},
        "adversary of direction",
        [
            *(
                f"actor:{adversary} actor:{each} in"
                for adversary in ("barkhane", "french-campaign", "france", "p3s2-joint-effort", *FIVE)
                for each in ("isgs", "al-qaeda")
            ),
            "actor:mali actor:isgs out",
        ],
    ),
    # what lies anywhere in the Sahel, the border areas that are in no country included
    (
        "events-in-place",
        {"place": "place:sahel"},
        "event stated",
        [
            "event:attack-2019-11-02 place:bamako",
            "event:attack-2019-11-02 place:mali",
            "event:attacks-of-recent-weeks-2019 place:sahel",
            "event:border-attacks-2019 place:mali",
            "event:border-attacks-2019 place:mali-burkina-faso-border",
            "event:coup-2012 place:mali",
            "event:offensive-2019 place:area-bordering-niger-and-burkina-faso",
            "event:offensive-2019 place:centre-east-of-mali",
            "event:ousting-2013 place:northern-mali",
            "event:seizure-by-isgs place:p1s5-territories",
            "event:seizure-by-jihadists-2012 place:northern-mali",
            "event:seizure-by-separatists-2012 place:p4s6-villages-and-cities",
        ],
    ),
    ("events-in-place", {"place": "place:bamako"}, "event credibility", ["event:attack-2019-11-02 5"]),
    ("events-in-place", {"place": "place:europe"}, "event", []),
    # years count from their first to their last day
    (
        "events-in-period",
        {"from": "2012-12-31", "to": "2013-01-01"},
        "event certainty",
        [
            "event:border-attacks-2019 possible",
            "event:coup-2012 possible",
            "event:ousting-2013 possible",
            "event:seizure-by-jihadists-2012 possible",
            "event:seizure-by-separatists-2012 possible",
        ],
    ),
    (
        "attacks",
        {"attacker": "actor:isgs"},
        "event target",
        ["event:attack-2019-11-02 actor:malian-army"],  # two claims place it
    ),
    ("attacks", {"target": "actor:france"}, "event", []),
    ("casualty-reports", {"event": "event:attack-2019-11-02"}, "best", ["1", "53"]),
    (
        "recommendations",
        {"actor": "actor:united-nations"},
        "measure aim",
        ["condition:more-coordinated-efforts condition:security-of-the-malian-people"],
    ),
    ("names", {"actor": "actor:minusma"}, "form language", ["other en", "preferred en", "preferred fr"]),
    ("actors-by-name", {"text": "CEDEAO"}, "actor language", ["actor:ecowas fr"]),
    ("category-members", {"category": "category:rebel"}, "actor", ["actor:p4s3-rebel-groups"]),
    ("category-members", {"category": "category:terrorist"}, "actor", []),
    (
        "control",
        {"place": "place:timbuktu-region"},
        "actor basis losing",
        ["actor:mali skg:Implied claim:gd-p4-s4-a"],
    ),
    (
        "ties-on-date",
        {"on": "2012-12-31"},
        "actor relation other",
        [
            "actor:p4s7-jihadists skg:affiliateOf actor:al-qaeda",
            "actor:p4s7-jihadists skg:suppressed actor:tuareg-people",
        ],
    ),
    ("ties-on-date", {"on": "2020-06-01"}, "actor", []),
    (
        "sources-of-ties",
        {"relation": "skg:memberOf", "actor": "actor:mnla"},
        "basis reliability credibility",
        ["skg:Background C 3", "skg:Implied C 4"],
    ),
    (
        "denials",
        {"other": "actor:fc-g5s"},
        "actor basis",
        ["actor:european-union skg:Stated", "actor:france skg:Stated"],
    ),
    ("tensions", {"other": "actor:chad"}, "claim denial", ["claim:gd-p3-s2-b claim:gd-p8-s2-b"]),
    ("doubtful-claims", {"grade": 5}, "claim", ["claim:gd-p2-s1-b"]),
    # what is told of the actor, and where an attack of it was
    (
        "doubtful-claims",
        {"actor": "actor:isgs"},
        "claim relation credibility",
        ["claim:gd-p1-s5-e skg:hasCategory 4", "claim:gd-p2-s1-b skg:occurredAt 5"],
    ),
    (
        "claims-about",
        {"actor": "actor:tuareg-people"},
        "claim",
        ["claim:bg-tuareg-people", "claim:gd-p4-s6-l", "claim:gd-p4-s7-c"],
    ),
]


@pytest.mark.parametrize(("name", "parameters", "columns", "rows"), WITH_PARAMETERS)
def test_answer_with_parameters(
    build: Build, name: str, parameters: dict[str, Any], columns: str, rows: list[str]
) -> None:
    answer = build.query(name, **parameters)
    chosen = [list(answer.variables).index(column) for column in columns.split()]
    found = ([row[i] if row[i] is not None else "-" for i in chosen] for row in answer)
    assert as_text(found) == sorted(row.split() for row in rows)


OPTIONAL = [
    (name, parameter.name, parameter.type)
    for name, query in sorted(read_queries().items())
    for parameter in query.parameters
    if parameter.default is None
]


@pytest.mark.parametrize(("name", "parameter", "kind"), spread(OPTIONAL, 3))
def test_optional_parameter_only_restricts(
    request: pytest.FixtureRequest, name: str, parameter: str, kind: str
) -> None:
    """With a value there are just those rows of the whole answer that have it, and none for one that is not there."""
    build = asked(request, name)
    answer = build.query(name)
    column = list(answer.variables).index(parameter)
    prefix = "skg:" if kind == "relation" else f"{kind}:"
    values = sorted({str(row[column]) for row in answer if str(row[column]).startswith(prefix)})
    absent = {"actor": "actor:ecowas", "category": "category:terrorist", "source": "source:cisac-isgs"}
    if kind in absent and absent[kind] not in values:
        values.insert(0, absent[kind])
    for value in values[:4]:
        expected = [row for row in answer if str(row[column]) == value]
        given: dict[str, Any] = {parameter: value}
        assert as_text(build.query(name, **given)) == as_text(expected), value


@pytest.mark.parametrize(
    ("asked", "certain", "possible"),
    [
        # a day; between 21 and 31 October; by 2 November, since when is not told; some time from 10 September on
        ({}, {"attack-2019-11-02", "raid-syria-2019", "border-attacks-2019", "attacks-of-recent-weeks-2019"}, set()),
        (
            {"from": "2019-10-01", "to": "2019-11-30"},
            {"attack-2019-11-02", "raid-syria-2019"},
            {"border-attacks-2019", "attacks-of-recent-weeks-2019"},
        ),
        ({"to": "2019-10-25"}, set(), {"raid-syria-2019", "border-attacks-2019", "attacks-of-recent-weeks-2019"}),
        (
            {"to": "2019-11-02"},
            {"attack-2019-11-02", "raid-syria-2019", "border-attacks-2019"},
            {"attacks-of-recent-weeks-2019"},
        ),
        ({"from": "2019-11-03"}, set(), {"attacks-of-recent-weeks-2019"}),
    ],
)
def test_an_attack_is_certain_in_a_period_or_possible(
    build: Build, asked: dict[str, Any], certain: set[str], possible: set[str]
) -> None:
    told: dict[str, set[str]] = {"certain": set(), "possible": set()}
    for row in build.query("attacks", **asked).dicts():
        told[str(row["certainty"])].add(str(row["event"]).removeprefix("event:"))
    assert told == {"certain": certain, "possible": possible}


def test_labels_are_not_facts(build: Build) -> None:
    """MNLA is called terrorist by the source and nothing follows from it."""
    assert ("actor:mnla", "category:terrorist") in {(row[0], row[2]) for row in build.query("contested-labels")}
    assert not list(build.query("opposition", opponent="actor:mnla"))
    assert not list(build.query("category-members", actor="actor:mnla"))


@pytest.fixture(scope="module")
def build_with_reports(once: Once, plain: Path) -> Build:
    """The names and the background that are shipped, and the invented claims of ``reports/``."""
    return load(once("reports", lambda folder: pipeline.run(folder, [plain, HERE / "reports"])))


@pytest.mark.parametrize(
    ("party", "low", "best", "high", "counted", "contained"),
    [
        # ten told three times, each the same dead as the others, count once; another source has twelve: their range is
        # kept; with seven others, low 5 and high 9
        ("actor:chad", 15, None, 21, 2, 4),
        ("actor:niger", 4, 4, 4, 1, 0),
        ("actor:g5-sahel", 20, 20, 20, 1, 0),
    ],
)
def test_nobody_is_counted_twice(
    build_with_reports: Build, party: str, low: int, best: int | None, high: int, counted: int, contained: int
) -> None:
    found = casualties.total(build_with_reports, party=party)
    assert (found.low, found.best, found.high) == (low, best, high)
    assert (len(found.counted), len(found.contains)) == (counted, contained)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2016-01-31", "2016-01-31", {"event:x-two": "possible"}),
        ("2016-02-29", "2016-02-29", {"event:x-one": "possible", "event:x-two": "possible"}),
        ("2016-02-01", "2016-03-01", {"event:x-one": "certain", "event:x-two": "possible"}),
        ("2016-01-01", "2016-12-31", {"event:x-one": "certain", "event:x-two": "certain"}),
        ("2017-01-01", "2017-12-31", {}),
    ],
)
def test_months_and_years_are_whole(build_with_reports: Build, first: str, last: str, found: dict[str, str]) -> None:
    days: dict[str, Any] = {"from": first, "to": last}
    answer = build_with_reports.query("events-in-period", **days)
    columns = [list(answer.variables).index(c) for c in ("event", "certainty")]
    rows = [[row[i] for i in columns] for row in answer]
    assert {str(e): c for e, c in rows if str(e).startswith("event:x-")} == found


@pytest.mark.slow
def test_withdrawn_claims_answer_one_question_only(build_with_reports: Build) -> None:
    def claims(name: str) -> set[object]:
        return {cell for row in build_with_reports.query(name) for cell in row}

    assert "claim:x-withdrawn" in claims("withdrawn-claims")
    assert [name for name in read_queries() if "claim:x-withdrawn" in claims(name)] == ["withdrawn-claims"]


def test_joined_values_stand_in_order_whatever_order_they_come_in(build: Build) -> None:
    """SPARQL promises no order in GROUP_CONCAT, so that another version of the engine may give another."""
    attacks = read_queries()["attacks"]
    assert attacks.joined() == {"places": "; ", "placeClaims": " "}
    given = (
        'SELECT (GROUP_CONCAT(?x; SEPARATOR="; ") AS ?xs) { VALUES ?x { "b" "a (doubtful: 5)" "c" "d (doubtful: 4)" } }'
    )
    assert execute(build, given, joined=Query("", "", "", (), given).joined())[0] == (
        "b; c; d (doubtful: 4); a (doubtful: 5)",
    )
    assert execute(build, given)[0][0].startswith("b; a"), "your own query is left as it is"


def test_a_month_or_a_year_is_all_of_it(build: Build) -> None:
    period: dict[str, Any] = {"from": 2019, "to": "2019-11"}
    asked = build.query("events-in-period", **period).dicts()
    assert {(row["from"], row["to"]) for row in asked} == {(date(2019, 1, 1), date(2019, 11, 30))}
    assert {row["on"] for row in build.query("ties-on-date", on="2019-11").dicts()} == {date(2019, 11, 30)}


@pytest.mark.parametrize("name", ["fights", "events-in-period"])
def test_days_in_the_wrong_order_are_no_empty_answer(build: Build, name: str) -> None:
    with pytest.raises(UsageError, match="from 2020-01-01 to 2019-12-31 there is no day: give the earlier day first"):
        build.query(name, **{"from": "2020", "to": "2019"})  # type: ignore[arg-type]


def test_what_a_speaker_denies_is_no_three_statements(tmp_path: Path) -> None:
    claims = TURTLE_PREFIXES + told(
        "denied",
        "<https://w3id.org/sahel-kg/claim/denied#denial-1> a owl:NegativePropertyAssertion ;"
        " owl:sourceIndividual actor:mali ; owl:assertionProperty skg:supports ; owl:targetIndividual actor:france .",
    )
    said = "claim:denied skg:speaker actor:niger ."
    build = build_of(tmp_path, claims + said, "")
    (row,) = build.query("statements-by-speakers", speaker="actor:niger").dicts()
    assert (row["subject"], row["relation"], row["object"]) == ("actor:mali", "skg:supports", "actor:france")
    assert row["status"] == "denied"
