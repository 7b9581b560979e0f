"""The rows of the files that say who fought whom: which are asked for, whom they name, what they say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from sahel_kg.errors import UsageError
from sahel_kg.ingest import fighting
from sahel_kg.ingest.days import DayOrders, settle
from sahel_kg.ingest.drafts import Draft, DraftFile, Named, actor, conflict, find_places, told_names
from sahel_kg.ingest.existing import ReleaseCoverage
from sahel_kg.ingest.fighting import Fighting
from sahel_kg.ingest.mapping import Mapping
from sahel_kg.ingest.roll import read_actor_file
from sahel_kg.ingest.roster import Newcomer, Roster, read_roster
from sahel_kg.ingest.runs import Outcome, Request, Run, check_release, count_row, find_claim_files, make_sheet, refuse
from sahel_kg.ingest.selection import read_year
from sahel_kg.ingest.spans import DAYS, read_span
from sahel_kg.ingest.table import Row, RowFaultError, UnknownActorError, whole
from sahel_kg.ingest.ucdp import actors as actor_file
from sahel_kg.ingest.ucdp.files import ACTORS, FIGHTING, folder_of
from sahel_kg.resources import shown


def take_fighting(run: Run) -> DraftFile:
    request, codes = run.request, run.codes
    declared = read_roster(find_claim_files(request))
    roster = read_actor_file(request.actors) if request.actors else declared
    if not roster.names:
        where = shown(request.folder / folder_of(codes.release))
        raise UsageError(f"no actors to resolve names by: {where} has none; ingest {ACTORS} first, or give --actors")
    found = list(_read_fighting(run, roster))
    places = find_places({each for row in found for each in row.conflict.countries}, run.existing.places)
    drafts: list[Draft] = []
    for row in found:
        told = list(fighting.draft(row, codes, places))
        count_row(run, told)
        drafts += told
    first = fighting.first_rows(_outlines(run.rows, codes))
    newcomers = list(fighting.draft_kinds(found, codes))
    states = roster.states | {one.id for one, _ in newcomers if one.kind == actor_file.STATE}
    parties = {party for row in found for party in row.primary}
    drafts += fighting.draft_begins(parties - states, first, codes)
    drafts += [kind for _, kind in newcomers if kind]
    named = [*_name(newcomers), *_name_conflicts(found)]
    named += [Named(0, curie, "skg:Place", ((name, "en"),)) for name, curie in places.items()]
    lacking = {party for row in found for party in row.parties} - set(declared.names)
    _tell_lacking(run, lacking - {one.id for one, kind in newcomers if kind})
    return make_sheet(run, named, drafts, _covered(run, found))


def _name(newcomers: Iterable[tuple[Newcomer, Draft | None]]) -> Iterator[Named]:
    """Yield who is declared, and whose names are added."""
    names: dict[int, list[str]] = {}
    kinds: dict[int, str] = {}
    for one, _ in newcomers:
        names.setdefault(one.id, []).append(one.name)
        kinds[one.id] = one.kind or kinds.get(one.id, "")
    for number, told in names.items():
        kind = kinds[number]
        labels = told_names(((name, "en") for name in told), kind)
        yield Named(number, actor(number), "skg:NamedActor" if kind else "", labels)


def _name_conflicts(rows: Iterable[Fighting]) -> Iterator[Named]:
    """Yield each conflict by the name in its earliest row."""
    named: set[int] = set()
    for row in sorted(rows, key=lambda row: (row.year, row.key)):
        if (number := row.conflict.id) not in named:
            named.add(number)
            name = row.conflict.name or f"conflict {number}"
            yield Named(number, conflict(number), "skg:Conflict", ((name, "en"),))


def _tell_lacking(run: Run, lacking: set[int]) -> None:
    if lacking:
        some = ", ".join(map(actor, sorted(lacking)[:3])) + (" ..." if len(lacking) > 3 else "")
        text = f"{len(lacking)} actors named here are not ingested yet ({some}): {_remedy(run.request)}"
        run.outcome.notes.append(text)
    elif run.outcome.lacks_actors and not run.request.actors:
        text = f"rows were refused because their actors are not ingested yet: {_remedy(run.request)}"
        run.outcome.notes.append(f"{text}, or give the whole Actor file with --actors")


def _covered(run: Run, found: Iterable[Fighting]) -> ReleaseCoverage:
    """Tell which rows the file has, and which it would have if they were still there."""
    codes, selection = run.codes, run.selection
    wanted = set(find_places(selection.countries, run.existing.places).values())

    def covers(record: str, countries: Collection[str]) -> bool:
        year = record.rpartition(" ")[2]
        is_late = selection.since is None or (year.isdecimal() and int(year) >= selection.since)
        return is_late and (not selection.countries or not wanted.isdisjoint(countries))

    read = {fighting.record_of(row.key, row.year, codes) for row in found}
    return ReleaseCoverage(read, set(_records(run.rows, codes)), covers, not run.outcome.refused_rows)


def _records(rows: Iterable[Row], codes: Mapping) -> Iterator[str]:
    for row in rows:
        try:
            yield fighting.record_of(whole(row, "key"), read_year(row), codes)
        except RowFaultError:
            continue


def _read_fighting(run: Run, roster: Roster) -> Iterator[Fighting]:
    """Yield the selected rows; the others are counted."""
    codes, outcome = run.codes, run.outcome
    seen: dict[tuple[int, int], Row] = {}
    orders = settle(run.rows, DAYS)
    for row in run.rows:
        try:
            if not run.selection.has(row, codes):
                outcome.not_selected += 1
                continue
            check_release(row, codes)
            found = FIGHTING[codes.name].read(row, codes, roster)
            if earlier := seen.get((found.key, found.year)):
                raise RowFaultError("key", _tell_twice(row, earlier, codes))
            seen[found.key, found.year] = row
        except RowFaultError as fault:
            refuse(outcome, row, fault)
            outcome.lacks_actors |= isinstance(fault, UnknownActorError)
        else:
            yield _dated(row, found, orders, outcome)


def _dated(row: Row, found: Fighting, orders: DayOrders, outcome: Outcome) -> Fighting:
    span, faults = read_span(row, found.year, orders)
    for fault in faults:
        refuse(outcome, row, fault, "cell")
    return replace(found, span=span)


def _tell_twice(row: Row, earlier: Row, codes: Mapping) -> str:
    """Say that a row has been told, and whether it was told otherwise."""
    text = f"{codes.record} {whole(row, 'key')} in {whole(row, 'year')} stands on line {earlier.line} already"
    differing = [codes.columns[word] for word, cell in row.cells.items() if cell != earlier[word]]
    return f"{text}, with another {', '.join(differing)}: delete the row that is wrong" if differing else text


def _outlines(rows: Iterable[Row], codes: Mapping) -> Iterator[Fighting]:
    """Yield all rows that can be read, selected or not: an actor may have begun elsewhere."""
    for row in rows:
        try:
            check_release(row, codes)
            yield FIGHTING[codes.name].outline(row, codes)
        except RowFaultError:
            continue


def _remedy(request: Request) -> str:
    """Say how to get actors that rows name: `check` would refuse the claims without them."""
    named_in = " ".join(f"--named-in {shown(path)}" for path in request.files)
    source = shown(request.actors) if request.actors else "FILE"
    return f"run `sahel-kg ingest {ACTORS} {source} {named_in}` with the same options"
