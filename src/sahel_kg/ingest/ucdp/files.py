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


def folder_of(release: str) -> Path:
    """Return where a release's claims stand in a data folder."""
    return Path("claims") / f"ucdp-{release}"


def claim_files(folder: Path) -> list[Path]:
    """Return all files of UCDP's claims in a data folder, of whatever release."""
    return sorted((folder / "claims").glob("ucdp-*/*.trig"))
