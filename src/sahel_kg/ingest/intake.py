"""The chain from a data set's CSV files to the files to be written: look through, select, read, draft, write.

Nothing is written here: the caller gets the files whole, or an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sahel_kg import tables
from sahel_kg.errors import ParseError, Problem, UsageError
from sahel_kg.ingest import fighting
from sahel_kg.ingest.drafts import Draft, Named, actor, name_of, write
from sahel_kg.ingest.fighting import Fighting
from sahel_kg.ingest.mapping import Mapping, read_mapping
from sahel_kg.ingest.roster import Roster, read_roster
from sahel_kg.ingest.selection import RowSelection, choose
from sahel_kg.ingest.table import Refusal, Row, RowFaultError, Table, UnknownActorError, open_table
from sahel_kg.ingest.ucdp import actors as actor_file
from sahel_kg.ingest.ucdp.actors import RosterActor
from sahel_kg.ingest.ucdp.files import ACTORS, FIGHTING, FOLDER, ROSTER, SOURCES
from sahel_kg.record import dataset
from sahel_kg.resources import shown
from sahel_kg.vocabulary import PREFIXES, compact, value


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

    @property
    def refused_rows(self) -> int:
        """How many rows were refused as a whole."""
        return sum(refusal.what == "row" for refusal in self.refused)

    @property
    def summary(self) -> str:
        """The sum of the rows in one line."""
        shipped = f" + shipped already {self.shipped}" if self.shipped else ""
        counts = f"written {self.written} + refused {self.refused_rows} + not selected {self.not_selected}"
        return f"rows in {self.rows} = {counts}{shipped}"


@dataclass(frozen=True)
class _Shipped:
    """What the shipped data declare and claim already."""

    claims: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    places: dict[str, str] = field(default_factory=dict)


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
    codes = read_mapping(request.source)
    opened = [open_table(path, codes) for path in request.files]
    outcome = Outcome(Path("refused") / f"{codes.name}.csv", rows=sum(map(len, opened)))
    outcome.refused += [refusal for table in opened for refusal in table.refused]
    rows = [row for table in opened for row in table.rows()]
    _require_release(rows, codes, request)
    selection = choose(request.countries, request.since, codes, rows)
    shipped = _read_shipped(request)
    if request.source == ACTORS:
        named, drafts = _take_actors(request, codes, rows, selection, outcome, shipped)
    else:
        named, drafts = [], _take_fighting(request, codes, rows, selection, outcome, shipped)
    if outcome.not_selected == outcome.rows:
        raise UsageError(f"no row is selected: --since {request.since} is after the last; nothing was written")
    outcome.claims = len(drafts)
    outcome.refused.sort()
    content = write(codes, named, drafts, sorted(selection.countries), request.day)
    outcome.files[FOLDER / codes.file] = content
    if outcome.refused:
        outcome.files[outcome.table] = _list_refused(outcome.refused, codes)
    return outcome


def _check_options(request: Request) -> None:
    if request.source not in SOURCES:
        raise UsageError(f"'{request.source}' is no source: choose from {', '.join(SOURCES)}")
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
    rows = [(r.file, r.line, codes.columns.get(r.column, ""), r.what, r.reason) for r in refused]
    return tables.delimited(columns, rows).encode("utf-8")


def _refuse(outcome: Outcome, row: Row, fault: RowFaultError, what: str = "row") -> None:
    outcome.refused.append(Refusal(row.file, row.line, fault.column, fault.reason, what))


def _require_release(rows: Sequence[Row], codes: Mapping, request: Request) -> None:
    """Refuse files of another release as a whole: their claims would cite the wrong source."""
    releases = sorted({row["release"] for row in rows})
    if rows and codes.release not in releases:
        found = ", ".join(releases[:3]) or "nothing"
        text = f"is not of release {codes.release} ('{codes.columns['release']}' holds {found}): name that one"
        raise ParseError([Problem(shown(path), "", text) for path in request.files])


def _check_release(row: Row, codes: Mapping) -> None:
    if row["release"] != codes.release:
        raise RowFaultError("release", f"has '{row['release']}', not {codes.release}")


def _read_shipped(request: Request) -> _Shipped:
    """Read what the shipped data say; of these claims nothing is left out where they are written themselves."""
    quads = [quad for path in sorted(request.shipped.glob("*.ttl")) for quad in dataset.read_quads(path)]
    if request.folder.resolve() != request.shipped.resolve():
        files = sorted((request.shipped / FOLDER).glob("*.trig"))
        quads += [quad for path in files for quad in dataset.read_quads(path)]
    claims = frozenset(compact(graph) for quad in quads if (graph := value(quad.graph_name)))
    labels = [quad for quad in quads if quad.predicate.value == PREFIXES["skos"] + "prefLabel"]
    english = [quad for quad in labels if getattr(quad.object, "language", "") == "en"]
    places = {
        value(quad.object): compact(value(quad.subject))
        for quad in english
        if value(quad.subject).startswith(PREFIXES["place"])
    }
    return _Shipped(claims, frozenset(compact(value(quad.subject)) for quad in labels), places)


# -- actors


def _take_actors(
    request: Request,
    codes: Mapping,
    rows: Sequence[Row],
    selection: RowSelection,
    outcome: Outcome,
    shipped: _Shipped,
) -> tuple[list[Named], list[Draft]]:
    lines = _read_actors(rows, codes, outcome)
    actors = {one.id: one for one, _ in lines.values()}
    chosen = {one.id for one, row in lines.values() if selection.has(row, codes)}
    chosen |= _named_in(request, selection, actor_file.enrol(actors.values()))
    chosen = actor_file.linked(chosen & set(actors), actors)
    places = actor_file.places((actors[number] for number in chosen), shipped.places)
    named = [Named(0, curie, "skg:Place", ((name, "en"),)) for name, curie in places.items()]
    drafts: list[Draft] = []
    for number in sorted(chosen):
        known, row = lines[number]
        one = _without_lost(known, actors, codes)
        for fault in one.faults:
            _refuse(outcome, row, fault, "cell")
        fresh = [draft for draft in actor_file.draft(one, places, codes) if name_of(draft) not in shipped.claims]
        outcome.written += bool(fresh)
        outcome.shipped += not fresh
        named.append(actor_file.name_actor(one))
        drafts += fresh
    outcome.not_selected += len(actors) - len(chosen)
    return [thing for thing in named if thing.curie not in shipped.named], drafts


def _read_actors(rows: Iterable[Row], codes: Mapping, outcome: Outcome) -> dict[int, tuple[RosterActor, Row]]:
    """Read every row, selected or not: others name these actors."""
    found: dict[int, tuple[RosterActor, Row]] = {}
    for row in rows:
        try:
            _check_release(row, codes)
            one = actor_file.read_actor(row, codes)
            if one.id in found:
                raise RowFaultError("id", f"actor {one.id} stands on line {found[one.id][1].line} already")
            found[one.id] = (one, row)
        except RowFaultError as fault:
            _refuse(outcome, row, fault)
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


# -- fighting


def _take_fighting(
    request: Request,
    codes: Mapping,
    rows: Sequence[Row],
    selection: RowSelection,
    outcome: Outcome,
    shipped: _Shipped,
) -> list[Draft]:
    declared = read_roster(_roster_files(request))
    roster = _read_actor_file(request.actors) if request.actors else declared
    if not roster.names:
        where = shown(request.folder / ROSTER)
        raise UsageError(f"no actors to resolve names by: {where} is missing; ingest {ACTORS} first, or give --actors")
    drafts: list[Draft] = []
    parties: set[int] = set()
    named: set[int] = set()
    for found in _read_fighting(rows, codes, selection, roster, outcome):
        fresh = [draft for draft in fighting.draft(found, codes) if name_of(draft) not in shipped.claims]
        outcome.written += bool(fresh)
        outcome.shipped += not fresh
        parties |= found.primary
        named |= found.parties
        drafts += fresh
    first = fighting.first_rows(_outlines(rows, codes))
    begins = fighting.draft_begins(parties - roster.states, first, codes)
    drafts += [draft for draft in begins if name_of(draft) not in shipped.claims]
    if lacking := named - set(declared.names):
        some = ", ".join(map(actor, sorted(lacking)[:3])) + (" ..." if len(lacking) > 3 else "")
        outcome.notes.append(f"{len(lacking)} actors named here are not ingested yet ({some}): {_remedy(request)}")
    elif outcome.lacks_actors and not request.actors:
        outcome.notes.append(f"rows were refused because their actors are not ingested yet: {_remedy(request)}")
    return drafts


def _read_fighting(
    rows: Iterable[Row], codes: Mapping, selection: RowSelection, roster: Roster, outcome: Outcome
) -> Iterator[Fighting]:
    """Yield the selected rows; the others are counted."""
    lines: dict[tuple[int, int], int] = {}
    for row in rows:
        try:
            if not selection.has(row, codes):
                outcome.not_selected += 1
                continue
            _check_release(row, codes)
            found = FIGHTING[codes.name].read(row, codes, roster)
            key = (found.key, found.year)
            if key in lines:
                text = f"{codes.record} {found.key} in {found.year} stands on line {lines[key]} already"
                raise RowFaultError("key", text)
            lines[key] = row.line
        except RowFaultError as fault:
            _refuse(outcome, row, fault)
            outcome.lacks_actors |= isinstance(fault, UnknownActorError)
        else:
            yield found


def _outlines(rows: Iterable[Row], codes: Mapping) -> Iterator[Fighting]:
    """Yield all rows that can be read, selected or not: an actor may have begun elsewhere."""
    for row in rows:
        try:
            _check_release(row, codes)
            yield FIGHTING[codes.name].outline(row, codes)
        except RowFaultError:
            continue


def _roster_files(request: Request) -> list[Path]:
    candidates = {(folder / ROSTER).resolve(): None for folder in (request.shipped, request.folder)}
    return [path for path in candidates if path.is_file()]


def _read_actor_file(path: Path) -> Roster:
    codes = read_mapping(ACTORS)
    return actor_file.enrol(
        one for one, _ in _read_actors(open_table(path, codes).rows(), codes, Outcome(path)).values()
    )


def _remedy(request: Request) -> str:
    """Say how to get actors that rows name: `check` would refuse the claims without them."""
    named_in = " ".join(f"--named-in {shown(path)}" for path in request.files)
    source = shown(request.actors) if request.actors else "FILE"
    return f"run `sahel-kg ingest {ACTORS} {source} {named_in}` with the same options"
