"""Sheets that tests fill in: the report of docs/example, with rows of their own."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from sahel_kg import resources
from sahel_kg.desk import coded
from sahel_kg.desk.coded import CodedSheet
from sahel_kg.desk.columns import WORKSHEETS
from sahel_kg.desk.folder import ReportFolder
from sahel_kg.desk.naming import KnownNames
from sahel_kg.desk.unrolling import tell
from sahel_kg.errors import DataError
from sahel_kg.record import dataset
from sahel_kg.record.dataset import Asserted
from sahel_kg.vocabulary import compact
from tests.bad_input.conftest import BASE
from tests.conftest import ROOT

EXAMPLE = ROOT / "docs" / "example" / "coded" / "red-hills"
Row = Mapping[str, str]


@cache
def others() -> Asserted:
    """Return the few data beside which sheets are read."""
    return dataset.read([BASE], resources.shipped("ontology"))


@cache
def known() -> KnownNames:
    """Return the names in them."""
    return KnownNames(others())


def row(subject: str, relation: str, thing: str = "", **cells: str) -> dict[str, str]:
    """Return a row on the first sentence, with other cells by their names, ``_`` for a space."""
    said = {name.rstrip("_").replace("_", " "): text for name, text in cells.items()}
    return {"sentence": "p1s1", "quote": "", "subject": subject, "relation": relation, "object": thing, **said}


def fill(folder: Path, worksheet: str, lines: Iterable[Row]) -> None:
    """Write a worksheet of a folder as csv."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [column.name for column in WORKSHEETS[worksheet]], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    (folder / f"{worksheet}.csv").write_text(stream.getvalue(), "utf-8")


def read(folder: Path, worksheet: str) -> list[dict[str, str]]:
    """Return the lines of a worksheet that is csv."""
    return list(csv.DictReader(io.StringIO((folder / f"{worksheet}.csv").read_text("utf-8-sig"))))


def make(home: Path, rows: Sequence[Row] | None = None, names: Sequence[Row] | None = None) -> Path:
    """Copy the example, with rows and names of a test's own; rows are numbered."""
    folder = home / "red-hills"
    shutil.copytree(EXAMPLE, folder)
    if rows is not None:
        (folder / "ids.csv").unlink()
        fill(folder, "claims", [{"row": str(number), **line} for number, line in enumerate(rows, 1)])
    if names is not None:
        fill(folder, "names", names)
    return folder


def code(folder: Path) -> CodedSheet:
    """Read the sheet of a folder beside few data."""
    return coded.code(ReportFolder(folder), others(), known())


def say(sheet: CodedSheet) -> dict[str, str]:
    """Return what each claim of a sheet says, in words, by what follows its source in its id."""
    labels = {iri: thing.thing.label for iri, thing in sheet.things.items()}
    return {
        claim.id.removeprefix("red-hills-"): tell(
            claim.iri, claim.statement, sheet.words, lambda iri: labels.get(iri) or compact(iri)
        )
        for claim in sheet.claims
    }


def complain(sheet: CodedSheet) -> list[str]:
    """Return what is wrong with a sheet, each with its place."""
    return (
        [f"{problem.node}: {problem.message}" for problem in DataError(sheet.problems).problems]
        if sheet.problems
        else []
    )


def code_rows(home: Path, *rows: Row) -> CodedSheet:
    """Read rows over the names of the example."""
    return code(make(home, rows))
