"""What one run of ingest is asked, what all its steps read, and what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sahel_kg.errors import ParseError, Problem
from sahel_kg.ingest.drafts import Draft, DraftFile, Named, name_of
from sahel_kg.ingest.existing import Existing, ReleaseCoverage, find_withdrawn
from sahel_kg.ingest.mapping import DOWNLOADS, Mapping, age, is_release
from sahel_kg.ingest.selection import RowSelection
from sahel_kg.ingest.table import Refusal, Row, RowFaultError
from sahel_kg.ingest.ucdp.files import claim_files
from sahel_kg.resources import shown


@dataclass(frozen=True)
class Request:
    """What to ingest, and beside what.

    Parameters
    ----------
    source : str
        One of `sahel_kg.ingest.SOURCES`.
    files : sequence of Path
    folder, shipped : Path
        The data folder to write for, and the one that every build reads: what that says already is left out.
    countries : sequence of str
        Keep rows that list one of them; none keeps all.
    since : int, optional
        Keep rows from that year on.
    named_in : sequence of Path
        For the file of the actors: files whose selected rows name further actors.
    actors : Path, optional
        For the others: the Actor file by which names are resolved, instead of the actors ingested before.
    day : date
        The day of coding.
    """

    source: str
    files: Sequence[Path]
    folder: Path
    shipped: Path
    countries: Sequence[str] = ()
    since: int | None = None
    named_in: Sequence[Path] = ()
    actors: Path | None = None
    day: date = field(default_factory=date.today)


@dataclass
class Outcome:
    """What came of the rows; every one of them is in exactly one of the four counts.

    Attributes
    ----------
    table : Path
        Where in the data folder the refused rows are listed; to be deleted where there are none.
    files : dict of Path to bytes
        What to write, by its place in the data folder.
    refused : list of Refusal
        Refused rows, and cells that were left out of rows that stand.
    target : Path
        Where in the data folder the claims stand.
    """

    table: Path
    files: dict[Path, bytes] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    rows: int = 0
    written: int = 0
    shipped: int = 0
    not_selected: int = 0
    claims: int = 0
    lacks_actors: bool = False
    notes: list[str] = field(default_factory=list)
    target: Path = Path()

    @property
    def refused_rows(self) -> int:
        """How many rows were refused as a whole."""
        return sum(refusal.what == "row" for refusal in self.refused)

    @property
    def is_void(self) -> bool:
        """Whether every row that was asked for was refused: then no claim is written, and earlier ones stay."""
        return bool(self.refused_rows) and not (self.written or self.shipped)

    @property
    def summary(self) -> str:
        """The sum of the rows in one line."""
        shipped = f" + shipped already {self.shipped}" if self.shipped else ""
        counts = f"written {self.written} + refused {self.refused_rows} + not selected {self.not_selected}"
        return f"rows in {self.rows} = {counts}{shipped}"


@dataclass(frozen=True)
class Run:
    """What every step of one run reads, and the outcome that it adds to."""

    request: Request
    codes: Mapping
    rows: Sequence[Row]
    selection: RowSelection
    existing: Existing
    outcome: Outcome


def refuse(outcome: Outcome, row: Row, fault: RowFaultError, what: str = "row") -> None:
    outcome.refused.append(Refusal(row.file, row.line, fault.column, fault.reason, what))


def find_release(paths: Sequence[Path], tables_read: Sequence[Sequence[Row]], codes: Mapping) -> str:
    """Return the release that the files are of, as most of their rows say; one run reads one release.

    Raises
    ------
    ParseError
        A file names none, or the files name several.
    """
    found: dict[str, list[str]] = {}
    for path, rows in zip(paths, tables_read, strict=True):
        named = Counter(row["release"] for row in rows if is_release(row["release"]))
        if rows and not named:
            column, held = codes.columns["release"], sorted({row["release"] for row in rows} - {""})
            told = f"'{column}' holds {', '.join(held[:3])}" if held else f"'{column}' is empty"
            text = f"names no release ({told}): get the file from {DOWNLOADS}, where each row has one, such as 25.1"
            raise ParseError([Problem(shown(path), "", text)])
        if named:
            found.setdefault(max(named, key=lambda each: (named[each], age(each))), []).append(shown(path))
    if len(found) > 1:
        listed = ", ".join(sorted(found, key=age))
        text = f"is of another release than the others ({listed}): ingest each release by itself"
        raise ParseError([Problem(names[0], "", text) for names in list(found.values())[1:]])
    return next(iter(found), "")


def check_release(row: Row, codes: Mapping) -> None:
    if row["release"] != codes.release:
        raise RowFaultError("release", f"has '{row['release']}', not {codes.release}")


def count_row(run: Run, told: Sequence[Draft]) -> None:
    """Count a row as written if it says anything that is not shipped already."""
    is_new = not {name_of(draft) for draft in told} <= run.existing.claims
    run.outcome.written += is_new
    run.outcome.shipped += not is_new


def find_claim_files(request: Request) -> list[Path]:
    folders = {folder.resolve(): None for folder in (request.shipped, request.folder)}
    return [path for folder in folders for path in claim_files(folder)]


def make_sheet(run: Run, named: Sequence[Named], drafts: Sequence[Draft], coverage: ReleaseCoverage) -> DraftFile:
    """Return what to write: what the data at hand do not say yet, and what of it no longer counts."""
    codes, existing = run.codes, run.existing
    fresh = [draft for draft in drafts if name_of(draft) not in existing.claims]
    withdrawn = find_withdrawn(codes, existing, fresh, coverage)
    return DraftFile(
        list(_only_new(named, existing)), fresh, withdrawn, f"source:{codes.source}" not in existing.sources
    )


def _only_new(named: Iterable[Named], existing: Existing) -> Iterator[Named]:
    """Yield what is not declared yet, and names that are new of what is: its preferred name stays."""
    for thing in named:
        known = existing.names.get(thing.curie)
        if known is None:
            yield thing
        elif thing.kind not in ("skg:Place", "skg:Conflict") and (
            others := tuple(name for name in thing.names if name[0] not in known)
        ):
            yield Named(thing.order, thing.curie, "", others)
