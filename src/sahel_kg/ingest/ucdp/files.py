"""UCDP's files: which of them is that of the actors, how rows of the others are read, where their claims stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sahel_kg.ingest.fighting import Fighting
from sahel_kg.ingest.mapping import Mapping
from sahel_kg.ingest.roster import Roster
from sahel_kg.ingest.table import Row
from sahel_kg.ingest.ucdp import acd, nonstate


@dataclass(frozen=True)
class FightingFile:
    """How a row that says who fought whom is read: without looking actors up, and with all who are named."""

    outline: Callable[[Row, Mapping], Fighting]
    read: Callable[[Row, Mapping, Roster], Fighting]


ACTORS: Final = "ucdp-actor"
"""The file that declares the actors; the others name them."""

FIGHTING: Final = {
    "ucdp-acd": FightingFile(acd.outline, acd.read_fighting),
    "ucdp-nonstate": FightingFile(nonstate.outline, nonstate.read_fighting),
}
SOURCES: Final = (ACTORS, *FIGHTING)
FOLDER: Final = Path("claims") / "ucdp-22.1"
"""Where the claims stand in a data folder; what a later release says will stand beside it."""

ROSTER: Final = FOLDER / "actor.trig"
