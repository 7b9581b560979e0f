"""The chain from a data set's CSV files to the files to be written: look through, select, read, draft, write.

Nothing is written here: the caller gets the files whole, or an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sahel_kg import tables
from sahel_kg.errors import UsageError, choose_from
from sahel_kg.ingest.conflict_years import take_fighting
from sahel_kg.ingest.drafts import write
from sahel_kg.ingest.existing import read_existing
from sahel_kg.ingest.mapping import Mapping, read_mapping
from sahel_kg.ingest.roll import take_actors
from sahel_kg.ingest.runs import Outcome, Request, Run, find_claim_files, find_release
from sahel_kg.ingest.selection import choose
from sahel_kg.ingest.table import Refusal, open_table
from sahel_kg.ingest.ucdp.files import ACTORS, SOURCES, folder_of
from sahel_kg.resources import shown


def ingest(request: Request) -> Outcome:
    """Read a data set's files and return what to write.

    Raises
    ------
    UsageError
        A file or a country is not there, or an option does not fit the source.
    ParseError
        A file is not what it should be; rows that are not are refused one by one.
    """
    _check_options(request)
    plain = read_mapping(request.source)
    opened = [open_table(path, plain) for path in request.files]
    outcome = Outcome(Path("refused") / f"{plain.name}.csv", rows=sum(map(len, opened)))
    outcome.refused += [refusal for table in opened for refusal in table.refused]
    tables_read = [list(table.rows()) for table in opened]
    codes = plain.of(find_release(request.files, tables_read, plain))
    rows = [row for read in tables_read for row in read]
    outcome.notes += [
        f"{shown(table.path)} is not in UTF-8: read as Latin-1" for table in opened if table.encoding != "utf-8"
    ]
    selection = choose(request.countries, request.since, codes, rows)
    place = folder_of(codes.release) / codes.file
    existing = read_existing(codes, request.shipped, find_claim_files(request), request.folder / place)
    run = Run(request, codes, rows, selection, existing, outcome)
    sheet = take_actors(run) if request.source == ACTORS else take_fighting(run)
    if outcome.not_selected == outcome.rows:
        raise UsageError(f"no row is selected: --since {request.since} is after the last; nothing was written")
    outcome.claims = len(sheet.drafts)
    outcome.refused.sort()
    outcome.target = place
    if not outcome.is_void:
        outcome.files[place] = write(codes, sheet, sorted(selection.countries), request.day)
    if outcome.refused:
        outcome.files[outcome.table] = _list_refused(outcome.refused, codes)
    return outcome


def _check_options(request: Request) -> None:
    if request.source not in SOURCES:
        raise UsageError(f"'{request.source}' is no source: {choose_from(request.source, SOURCES)}")
    if request.source != ACTORS:
        if request.named_in:
            raise UsageError(f"--named-in belongs to {ACTORS}: other files only name actors")
        return
    if request.actors:
        raise UsageError(f"--actors belongs to the other sources: {ACTORS} is the Actor file itself")
    if request.since is not None and not request.named_in:
        raise UsageError("--since chooses among the rows of --named-in files: actors have no years")


def _list_refused(refused: Sequence[Refusal], codes: Mapping) -> bytes:
    columns = ("file", "line", "column", "left out", "reason")
    rows = [(r.file, r.line, codes.columns.get(r.column, ""), r.what, r.told) for r in refused]
    return tables.delimited(columns, rows).encode("utf-8")
