"""A made-up conflict in UCDP's columns: every trap of the real files, nobody real."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

_ACTOR = (
    "ActorId,NameData,NameOrig,NameOrigFull,NameOrigFullEng,NameChange,NewName,NewNameFullMotherTongue,"
    "NewNameFullEng,Org,ConflictId,DyadId,PrimaryParty,OSID,OSCoalition,OSCoalitionID,NSID,NSCoalition,"
    "NSCoalitionID,Splinter,NamePrev,ActorIdPrev,SplitTemp,NameSplitTemp,ActorIdSplitTemp,Alliance,NameAlliance,"
    "ActorIdAlliance,JoinGroup,GroupName,ActorIdGroup,Location,GWNOLoc,Region,Version"
)
_ACD = (
    "conflict_id,location,side_a,side_a_id,side_a_2nd,side_b,side_b_id,side_b_2nd,incompatibility,territory_name,"
    "year,intensity_level,cumulative_intensity,type_of_conflict,start_date,start_prec,start_date2,start_prec2,"
    "ep_end,ep_end_date,ep_end_prec,gwno_a,gwno_a_2nd,gwno_b,gwno_b_2nd,gwno_loc,region,version"
)
_NONSTATE = (
    "conflict_id,dyad_id,org,side_a_name,side_a_name_fulltext,side_a_name_mothertongue,side_a_id,"
    "side_a_components,side_a_2nd,gwno_a_2nd,side_b_name,side_b_name_fulltext,side_b_name_mothertongue,side_b_id,"
    "side_b_components,side_b_2nd,gwno_b_2nd,start_date,start_prec,start_date2,start_prec2,ep_end,ep_end_date,"
    "ep_end_prec,year,best_fatality_estimate,low_fatality_estimate,high_fatality_estimate,location,gwno_location,"
    "region,version"
)
ACTOR_COLUMNS, ACD_COLUMNS, NONSTATE_COLUMNS = (line.split(",") for line in (_ACTOR, _ACD, _NONSTATE))

_FLAGS = {"NameChange": "0", "Splinter": "0", "SplitTemp": "0", "Alliance": "0", "JoinGroup": "0"}


def actor(number: int, name: str, level: int, place: str, **cells: str) -> dict[str, str]:
    """A row of the Actor file."""
    row = {"ActorId": str(number), "NameData": name, "NameOrig": name, "NameOrigFullEng": name, "Org": str(level)}
    return row | _FLAGS | {"NSCoalition": "1", "Location": place, "Version": "22.1"} | cells


ACTORS = [
    actor(1, "Government of Syldavia", 4, "Syldavia", NameOrigFull="n/a"),
    actor(2, "Government of Borduria", 4, "Borduria"),
    actor(
        *(9, "ROD ", 1, "Syldavia, Borduria"),
        NameOrig="FAC",
        NameOrigFull="Fraktzionen",
        NameOrigFullEng="The Faction",
        NameChange="1",
        NewName="TIC, ROD ",
        NewNameFullMotherTongue="Tik, Rodd",
        NewNameFullEng="Tick Front, Rod of Order ",
    ),
    actor(11, "PLA", 1, "Syldavia", NameOrigFullEng="People's Army of\n the Plain"),
    actor(12, "PLA", 1, "Poldavia", NameOrigFullEng="Popular League"),
    actor(13, "Junta for Peace, Order and Justice", 1, "Syldavia", Splinter="1", ActorIdPrev="9, 12"),
    actor(14, "Zekh", 3, "Syldavia", NameOrigFull="Zekh", NameOrigFullEng="n/a"),
    actor(15, "ROD - Wolf", 1, "Syldavia", SplitTemp="1", ActorIdSplitTemp="9"),
    actor(16, "Supporters of Muskar", 2, "Syldavia"),
    actor(*(17, "League", 1, "Syldavia"), Alliance="1", ActorIdAlliance="13", JoinGroup="1", ActorIdGroup="9"),
    actor(18, "Faraway Front", 1, "Poldavia"),
]


def conflict(key: int, year: int | str, place: str, a: Sequence[str], b: Sequence[str], **cells: str) -> dict[str, str]:
    """A row of the ACD file; a side is its names, its ids and its secondary parties."""
    sides = {"side_a": a[0], "side_a_id": a[1], "side_a_2nd": a[2], "side_b": b[0], "side_b_id": b[1]}
    row = {"conflict_id": str(key), "year": str(year), "location": place, "version": "22.1"}
    return row | sides | {"side_b_2nd": b[2]} | cells


SYLDAVIA = ("Government of Syldavia", "1", "")
ACD = [
    conflict(300, 1999, "Poldavia", ("Government of Borduria", "2", ""), ("PLA", "12", "")),
    # names are sorted as names, ids as text: 11 before 9
    conflict(
        301, 2001, "Syldavia", ("Government of Syldavia", "1", "Government of Borduria"), ("PLA, ROD", "11, 9", "")
    ),
    conflict(
        *(301, 2002, "Syldavia", SYLDAVIA, ("Junta for Peace, Order and Justice, ROD", "13, 9", "")),
        incompatibility="3",
        territory_name="Great Plain",
        intensity_level="2",
    ),
]


def dyad(
    key: int, year: int | str, a: Sequence[str], b: Sequence[str], place: str = "Syldavia", **cells: str
) -> dict[str, str]:
    """A row of the non-state file; a side is its id, its components and its secondary parties."""
    sides = {"side_a_id": a[0], "side_a_components": a[1], "side_a_2nd": a[2]}
    sides |= {"side_b_id": b[0], "side_b_components": b[1], "side_b_2nd": b[2]}
    row = {"conflict_id": str(key - 1), "dyad_id": str(key), "year": str(year), "location": place}
    return row | {"version": "22.1", "org": "1"} | sides | cells


NONSTATE = [
    dyad(501, 2000, ("9", "", ""), ("14", "", "")),
    dyad(
        *(502, 2001, ("77", "11, 14, 15", "Government of Borduria"), ("16", "", "")),
        low_fatality_estimate="30",
        best_fatality_estimate="40",
        high_fatality_estimate="60",
    ),
    dyad(503, 1990, ("12", "", ""), ("18", "", ""), "Poldavia"),
]


def text(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as the text of a CSV file; a column that a row does not name is empty."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n", extrasaction="raise")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


FILES = {
    "actor.csv": "\ufeff" + text(ACTOR_COLUMNS, ACTORS),
    "acd.csv": text(ACD_COLUMNS, ACD),
    "nonstate.csv": text(NONSTATE_COLUMNS, NONSTATE),
}


def put(folder: Path) -> None:
    """Write the three files into a folder."""
    for name, content in FILES.items():
        (folder / name).write_text(content, "utf-8", newline="")
