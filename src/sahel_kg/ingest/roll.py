"""The rows of the Actor file: which actors are asked for, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sahel_kg.errors import ParseError, Problem
from sahel_kg.ingest.drafts import Draft, DraftFile, Named, find_places
from sahel_kg.ingest.existing import ReleaseCoverage
from sahel_kg.ingest.mapping import Mapping, read_mapping
from sahel_kg.ingest.roster import Roster
from sahel_kg.ingest.runs import Outcome, Request, Run, check_release, count_row, find_release, make_sheet, refuse
from sahel_kg.ingest.selection import RowSelection
from sahel_kg.ingest.table import Row, RowFaultError, Table, open_table
from sahel_kg.ingest.ucdp import actors as actor_file
from sahel_kg.ingest.ucdp.actors import RosterActor
from sahel_kg.ingest.ucdp.files import ACTORS, FIGHTING


def take_actors(run: Run) -> DraftFile:
    codes, outcome = run.codes, run.outcome
    lines = read_actors(run.rows, codes, outcome)
    actors = {one.id: one for one, _ in lines.values()}
    chosen = {one.id for one, row in lines.values() if run.selection.has(row, codes)}
    chosen |= _named_in(run.request, run.selection, actor_file.enrol(actors.values()))
    chosen = actor_file.linked(chosen & set(actors), actors)
    places = find_places(actor_file.countries(actors[number] for number in chosen), run.existing.places)
    named = [Named(0, curie, "skg:Place", ((name, "en"),)) for name, curie in places.items()]
    drafts: list[Draft] = []
    for number in sorted(chosen):
        known, row = lines[number]
        one = _without_lost(known, actors, codes)
        for fault in one.faults:
            refuse(outcome, row, fault, "cell")
        told = list(actor_file.draft(one, places, codes))
        count_row(run, told)
        named.append(actor_file.name_actor(one))
        drafts += told
    outcome.not_selected += len(actors) - len(chosen)
    read, every = ({f"{codes.record} {number}" for number in numbers} for numbers in (chosen, actors))
    is_all, is_sound = not run.selection.countries, not outcome.refused_rows
    return make_sheet(run, named, drafts, ReleaseCoverage(read, every, lambda record, where: is_all, is_sound))


def read_actors(rows: Iterable[Row], codes: Mapping, outcome: Outcome) -> dict[int, tuple[RosterActor, Row]]:
    """Read every row, selected or not: others name these actors."""
    found: dict[int, tuple[RosterActor, Row]] = {}
    for row in rows:
        try:
            check_release(row, codes)
            one = actor_file.read_actor(row, codes)
            if one.id in found:
                raise RowFaultError("id", f"actor {one.id} stands on line {found[one.id][1].line} already")
            found[one.id] = (one, row)
        except RowFaultError as fault:
            refuse(outcome, row, fault)
    return found


def _without_lost(one: RosterActor, actors: dict[int, RosterActor], codes: Mapping) -> RosterActor:
    """Return the actor without ties to such as have no row; each is told."""
    links, faults = dict(one.links), list(one.faults)
    for link in codes.links:
        ids = links.get(link.relation, ())
        if lost := [number for number in ids if number not in actors]:
            faults += [RowFaultError(link.ids, f"actor {number} has no row") for number in lost]
            links[link.relation] = tuple(number for number in ids if number in actors)
    return RosterActor(one.id, one.names, one.kind, one.places, links, tuple(faults))


def _named_in(request: Request, selection: RowSelection, roster: Roster) -> set[int]:
    """Return whom the selected rows of other files name; what is wrong with them is told when they are ingested."""
    found: set[int] = set()
    for path in request.named_in:
        table = _recognise(path)
        read = FIGHTING[table.mapping.name].read
        for row in table.rows():
            try:
                if selection.has(row, table.mapping):
                    found |= read(row, table.mapping, roster).parties
            except RowFaultError:
                continue
    return found


def _recognise(path: Path) -> Table:
    """Open a file of any source that names actors.

    Raises
    ------
    ParseError
    """
    problems: list[Problem] = []
    for name in FIGHTING:
        try:
            return open_table(path, read_mapping(name))
        except ParseError as error:
            problems += error.problems
    raise ParseError(problems)


def read_actor_file(path: Path) -> Roster:
    plain = read_mapping(ACTORS)
    rows = list(open_table(path, plain).rows())
    codes = plain.of(find_release([path], [rows], plain))
    return actor_file.enrol(one for one, _ in read_actors(rows, codes, Outcome(path)).values())
