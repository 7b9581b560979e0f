"""From the rows of a sheet to claims: what each row says, where it rests, when it is so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pyoxigraph import Literal, Triple

from sahel_kg.desk import statements
from sahel_kg.desk.counts import Estimate, RowCounts, read_counts
from sahel_kg.desk.kept import KeptPlaces
from sahel_kg.desk.missing_names import NamedCell
from sahel_kg.desk.namebook import NameBook
from sahel_kg.desk.places import RowPlaces
from sahel_kg.desk.rows import ClaimRow
from sahel_kg.desk.statements import Term
from sahel_kg.desk.times import NO_TIME, Clock, ToldTime
from sahel_kg.desk.words import HappeningWord, KindWord, RelationWord, Word
from sahel_kg.errors import DataError, Problem
from sahel_kg.record.claims import RDF_TYPE, Locator
from sahel_kg.vocabulary import PREFIXES, SKG, value

_T = TypeVar("_T")
_SUFFERING = (str(SKG.target), str(SKG.hasParty))
"""Roles of those whose the dead are, where nothing says whose: of a clash of both sides together."""
PARTINGS = (str(SKG.mergedInto), str(SKG.joined))
"""Whose subject is an actor of its own no longer."""
ENDED = "end"
"""The part of a row that says so."""
_GROUP, _FORCE = str(SKG.ArmedGroup), str(SKG.ArmedForce)
_NO_HAPPENING = "'{}' is a name for what happened, and '{}' tells another event: name that one, or empty the cell"


@dataclass(frozen=True)
class CodedClaim:
    """One claim of a sheet.

    Parameters
    ----------
    id : str
        What follows ``claim:``.
    statement : tuple of Triple
    locator : Locator
    time : ToldTime
    basis : str
    credibility : int
    assessment : str
        Of what sort a judgement is; "" for what is told as fact.
    speaker : str
        IRI, or "".
    note : str
    row : int
        0 for what no row says by itself.
    where : str
        Where it stands in the sheet, for messages.
    duration : str
        How long it lasted, as it is told.
    record : str
        In the place of a locator: the row of a table that it rests on.
    part : str
        What else of its row it is: place, killed, count; "" for what the row itself says.
    aspect : str
        How it is in time, where its relation does not tell; "" where it does.
    """

    id: str
    statement: tuple[Triple, ...]
    locator: Locator
    time: ToldTime = NO_TIME
    basis: str = "Stated"
    credibility: int = 3
    assessment: str = ""
    speaker: str = ""
    note: str = ""
    row: int = 0
    where: str = ""
    duration: str = ""
    record: str = ""
    part: str = ""
    aspect: str = ""

    @property
    def iri(self) -> str:
        """Its IRI."""
        return PREFIXES["claim"] + self.id

    def beside(self, part: str, statement: Sequence[Triple]) -> CodedClaim:
        """Return another claim of the same row, on the same quote."""
        return replace(self, id=f"{self.id}-{part}", statement=tuple(statement), duration="", part=part)


@dataclass
class Coder:
    """What the rows of one sheet are coded with, and what became of them.

    Parameters
    ----------
    source : str
        The last part of the source's IRI.
    names : NameBook
    places : RowPlaces
    clock : Clock
    kept : KeptPlaces

    Attributes
    ----------
    claims : list of CodedClaim
    problems : list of Problem
    faulty : dict
        Line of a row that is no claim to the time that it was understood to tell.
    """

    source: str
    names: NameBook
    places: RowPlaces
    clock: Clock
    kept: KeptPlaces
    claims: list[CodedClaim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    faulty: dict[int, str] = field(default_factory=dict)

    def name_claim(self, row: int) -> str:
        """Return the IRI of a row's claim."""
        return PREFIXES["claim"] + self.kept.id_of(row, self.source)

    def code(self, rows: Sequence[ClaimRow]) -> list[CodedClaim]:
        """Code all rows; what happened comes first, since other rows take their time from it."""
        self.names.name_kinds(rows)
        self.names.name_events(rows, self.name_claim)
        for row in sorted(rows, key=lambda row: (not isinstance(row.word, HappeningWord), row.number)):
            try:
                self.claims += self._code_row(row)
            except DataError as error:
                self.problems += error.problems
                self.faulty[row.line.line] = ""
        self.claims += [ended for claim in self.claims for ended in self._tell_ended(claim)]
        self.claims.sort(key=lambda claim: (claim.row, claim.id))
        return self.claims

    def _code_row(self, row: ClaimRow) -> list[CodedClaim]:
        """Return the claims of a row: its own, and those of its place and its numbers."""
        id_ = self.kept.id_of(row.number, self.source)
        before = self._count_faults()
        locator = self.places.locate(row, id_)
        segment = locator.segment if locator else row.line["sentence"]
        subjects, objects = self._resolve_ends(row, segment)
        if row.word.group != "loss":
            self._refuse_itself(row, set(subjects) & set(map(value, objects)))
        speaker = self._resolve_all((row.line["speaker"],), ("actor",), row, "speaker", segment)
        sites = self._resolve_all(row.places, ("place",), row, "place", segment)
        counts = self._try(lambda: read_counts(row, self.names.words)) or RowCounts()
        time = self._try(lambda: self._tell_time(row, [*subjects, *map(value, objects)]))
        if self._count_faults() > before or locator is None or time is None:
            self.faulty[row.line.line] = time.words if time else "?"
            return []
        whole = CodedClaim(
            *(id_, (), locator, time, row.basis, row.credibility, row.told.assessment),
            *("".join(speaker), row.line["note"], row.number, row.line.place(), counts.duration),
        )
        return list(self._tell(row, whole, (subjects, objects), sites, counts))

    def _refuse_itself(self, row: ClaimRow, both: Collection[str]) -> None:
        """Refuse that somebody is on both sides of a row."""
        for iri in both:
            told = (
                f"'{self.names.things[iri].thing.label}' is the subject as well, and '{row.word.word}' is between two"
            )
            advice = "name the other; what came of it, or is part of it, needs a name of its own"
            self.problems.append(row.line.problem("object", f"{told}: {advice} ({row.word.example})"))

    def _count_faults(self) -> int:
        return len(self.places.problems) + self.names.faults + len(self.problems)

    def _try(self, do: Callable[[], _T]) -> _T | None:
        try:
            return do()
        except DataError as error:
            self.problems += error.problems
            return None

    # -- what a row says, once its cells are understood

    def _tell(
        self,
        row: ClaimRow,
        whole: CodedClaim,
        ends: tuple[list[str], list[Term]],
        sites: Sequence[str],
        counts: RowCounts,
    ) -> Iterator[CodedClaim]:
        """Yield the claims of a row: its own, and what its cells place and number say beside it."""
        subjects, objects = ends
        event = _event_of([*subjects, *map(value, objects)])
        if row.is_denied:
            _refuse_beside(row, counts)
            yield replace(whole, statement=tuple(statements.deny(whole.iri, subjects, self._deniable(row), objects)))
            return
        if row.is_kind:
            kinds = [kind for name in row.objects if (kind := self._kind(name))]
            types = [statements.say_type(subject, kind.term) for subject in subjects for kind in kinds]
            told = replace(whole, statement=(*types, *_count(subjects[0], counts)))
            counts = replace(counts, events=None)
        elif row.word.group == "loss":
            told, counts = self._tell_losses(row, whole, ends, counts), replace(counts, losses=())
        elif isinstance(row.word, HappeningWord):
            event = self.names.make_event(row, self._label_event(row))
            self.clock.note_event(event, whole.time)
            told = replace(whole, statement=tuple(statements.happen(event, row.word, subjects, objects)))
        else:
            told = replace(whole, statement=tuple(statements.join(subjects, self._relate(row.word, objects), objects)))
        if not event:
            _refuse_beside(row, counts, self._verbs_like(row.word))
        elif row.event and not self._is_named(row, event):
            raise DataError([row.line.problem("event", _NO_HAPPENING.format(row.event, row.word.word))])
        yield from (told, *_tell_beside(row, told, event, sites, counts))

    def _tell_ended(self, whole: CodedClaim) -> Iterator[CodedClaim]:
        """Yield that groups which merged, or went over to another, were actors of their own until then.

        If a day, a month or a year is told, as a fact, and the sheet lists them as armed groups: a state that joined an
        alliance, or a person, goes on.
        """
        gone = [
            value(t.subject)
            for t in whole.statement
            if t.predicate.value in PARTINGS
            and self._is_kind(value(t.subject), _GROUP)
            and (t.predicate.value == PARTINGS[0] or self._is_kind(value(t.object), _GROUP, _FORCE))
        ]
        first, last, *_ = whole.time.literals()
        if gone and first and first == last and not whole.assessment:
            ended = whole.beside(ENDED, [statements.say(actor, SKG.activeUntil, first) for actor in gone])
            yield replace(ended, time=NO_TIME, basis="Implied")

    def _is_kind(self, iri: str, *terms: str) -> bool:
        thing = self.names.things.get(iri)
        kinds = {*thing.thing.kinds, *([thing.kind.term] if thing.kind else [])} if thing else set[str]()
        rows = (t for claim in self.claims for t in claim.statement if value(t.subject) == iri)
        kinds |= {value(t.object) for t in rows if t.predicate.value == RDF_TYPE}
        return not kinds.isdisjoint(terms)

    def _relate(self, word: Word, objects: Sequence[Term]) -> str:
        """Return the relation that a word means, of objects of some kind: who leads a mission leads no group."""
        for kind, other in getattr(word, "instead", {}).items():
            things = [self.names.things[value(each)] for each in objects]
            if all((each.kind and each.kind.name == kind) or str(SKG[kind]) in each.thing.kinds for each in things):
                return str(SKG[other])
        return word.term

    def _is_named(self, row: ClaimRow, event: str) -> bool:
        """Tell whether the cell *event* names what the row tells or speaks of, or the losses that it tells."""
        return row.word.group == "loss" or self.names.find_event(row.event) == event

    def _verbs_like(self, word: Word) -> str:
        """Return verbs that tell as an event what a word tells as a tie."""
        verbs = [each.word for each in self.names.words.happenings if word.term == str(SKG[each.relation or "-"])]
        return " or ".join(f"'{verb}'" for verb in verbs[:2] or ("attacked", "clashed with"))

    def _tell_losses(
        self, row: ClaimRow, whole: CodedClaim, ends: tuple[list[str], list[Term]], counts: RowCounts
    ) -> CodedClaim:
        """Return a report of losses: in which event or mission, whose, how many."""
        subjects, objects = ends
        if len(counts.losses) != 1:
            text = "write how many, of one sort: 3, at least 12, between 10 and 30"
            raise DataError([row.line.problem("number", text)])
        if not objects:
            raise DataError([row.line.problem("object", "is empty: write whose losses they are")])
        word, estimate = counts.losses[0]
        told = statements.report(whole.iri, subjects[0], [value(each) for each in objects], word.term, estimate)
        return replace(whole, statement=tuple(told))

    def _deniable(self, row: ClaimRow) -> str:
        if isinstance(row.word, RelationWord):
            return row.word.term
        if isinstance(row.word, HappeningWord) and row.word.relation and row.objects:
            return str(SKG[row.word.relation])
        text = f"'{row.word.word}' cannot be denied so: deny a relation between two, such as attacked or supports"
        raise DataError([row.line.problem("told as", text)])

    def _label_event(self, row: ClaimRow) -> str:
        """Return what an event is called that its row does not name: who did what to whom, and when."""
        told = " ".join(("; ".join(row.subjects), row.word.word, "; ".join(row.objects))).strip()
        when = row.line["from"]
        return "".join(c for c in (f"{told}, {when}" if when else told) if c not in "[]")

    # -- what its cells mean

    def _resolve_ends(self, row: ClaimRow, segment: str) -> tuple[list[str], list[Term]]:
        """Return what the names of subject and object mean."""
        subject_ends, object_ends = self._ends(row)
        subjects = self._resolve_all(row.subjects, subject_ends, row, "subject", segment)
        if row.is_kind:
            return subjects, []
        if set(object_ends) <= {"number", "text", "year"} and object_ends:
            read = [self._try(lambda name=name: self._read_literal(name, object_ends[0], row)) for name in row.objects]  # type: ignore[misc]
            return subjects, [each for each in read if each is not None]
        objects = self._resolve_all(row.objects, object_ends, row, "object", segment)
        return subjects, [statements.node(iri) for iri in objects]

    def _resolve_all(
        self, names: Sequence[str], ends: Sequence[str], row: ClaimRow, column: str, segment: str
    ) -> list[str]:
        cell = NamedCell(row.line, column, row.word, row.number, segment)
        found = [self.names.resolve(name, ends, cell) for name in names if name]
        return [iri for iri in found if iri is not None]

    def _ends(self, row: ClaimRow) -> tuple[Sequence[str], Sequence[str]]:
        """Return what may stand at both ends of a row."""
        word = row.word
        if row.is_kind:
            kinds = [self._kind(name) for name in row.objects]
            for name, kind in zip(row.objects, kinds, strict=True):
                if kind is None:
                    near = self.names.words.near(name, "kind")
                    hint = f"did you mean {' or '.join(near)}?" if near else "see the worksheet words"
                    self.problems.append(row.line.problem("object", f"'{name}' is no kind: {hint}"))
            return tuple(dict.fromkeys(kind.end for kind in kinds if kind)) or ("actor",), ()
        if isinstance(word, HappeningWord):
            return ("actor",), word.object_may_be
        if isinstance(word, RelationWord):
            return word.subject, word.object
        return ("event", "actor"), ("actor",)

    def _kind(self, name: str) -> KindWord | None:
        word = self.names.words.find(name, "kind")
        return word if isinstance(word, KindWord) else None

    def _read_literal(self, text: str, end: str, row: ClaimRow) -> Literal:
        if end == "year":
            return self.clock.read_year(text, row)
        if end == "text":
            return Literal(text, language="en")
        plain = "".join(text.replace(",", "").split())
        if not (plain.isascii() and plain.isdecimal()):
            raise DataError([row.line.problem("object", f"'{text}' is no number: write it in digits")])
        return statements.whole(int(plain))

    def _tell_time(self, row: ClaimRow, about: Sequence[str]) -> ToldTime:
        """Return when it is so; of what is told about an event the event's own time, unless the row has one."""
        aspect = "timeless" if row.is_kind else getattr(row.word, "aspect", "happening")
        return self.clock.tell(row, aspect, _event_of(about))


def _event_of(about: Sequence[str]) -> str:
    """Return the first event among what a row speaks of, "" if there is none."""
    return next((iri for iri in about if iri.startswith(PREFIXES["event"])), "")


def _refuse_beside(row: ClaimRow, counts: RowCounts, verbs: str = "") -> None:
    """Refuse cells that speak of what happened in a row that tells nothing to have happened: they would be lost.

    Raises
    ------
    DataError
    """
    is_counted = counts.losses or counts.events is not None
    filled = {"place": row.places, "number": is_counted, "event": row.event and row.word.group != "loss"}
    if row.is_denied:
        told = "belongs to what happened, and the row says that it did not: empty it"
    else:
        told = f"belongs to what happened, and '{row.word.word}' tells no event: write {verbs}, or empty it"
    own = {"place": "; a row of its own says where somebody is: Hill Band | operates in | Boma"}
    if problems := [row.line.problem(column, told + own.get(column, "")) for column, said in filled.items() if said]:
        raise DataError(problems)


def _tell_beside(
    row: ClaimRow, whole: CodedClaim, event: str, sites: Sequence[str], counts: RowCounts
) -> Iterator[CodedClaim]:
    """Yield what the cells place and number say of what happened."""
    if sites:
        places = [statements.node(site) for site in sites]
        yield whole.beside("place", statements.join([event], str(SKG.occurredAt), places))
    if counted := _count(event, counts):
        yield whole.beside("count", counted)
    parties = [value(t.object) for t in whole.statement if t.predicate.value in _SUFFERING]
    for word, estimate in counts.losses:
        if not parties:
            text = f"nobody says whose they are: write a row '{row.event or 'the event'} | {word.word} | who'"
            raise DataError([row.line.problem("number", text)])
        part = word.name.lower()
        yield whole.beside(part, _report(f"{whole.iri}-{part}", event, parties, word, estimate))


def _report(claim: str, event: str, parties: Sequence[str], word: Word, estimate: Estimate) -> list[Triple]:
    return list(statements.report(claim, event, parties, word.term, estimate))


def _count(event: str, counts: RowCounts) -> list[Triple]:
    """Return that an event is a series, and of how many."""
    if counts.events is None:
        return []
    number = statements.say(event, SKG.eventCount, statements.whole(counts.events))
    return [statements.say_type(event, SKG.EventSeries), number]
