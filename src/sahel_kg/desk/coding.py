"""From the rows of a sheet to claims: what each row says, where it rests, when it is so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, Triple

from sahel_kg.desk import statements
from sahel_kg.desk.kept import KeptPlaces
from sahel_kg.desk.namebook import NameBook, SheetThing
from sahel_kg.desk.places import Places
from sahel_kg.desk.rows import ClaimRow
from sahel_kg.desk.statements import Term
from sahel_kg.desk.times import NO_TIME, Clock, ToldTime
from sahel_kg.desk.words import HappeningWord, KindWord, RelationWord, Word
from sahel_kg.errors import DataError, Problem
from sahel_kg.record.actors import KINDS
from sahel_kg.record.claims import RDF_TYPE, Locator
from sahel_kg.vocabulary import PREFIXES, SKG, compact, value

_NAMED = ("event", "condition", "activity")
"""Ends whose kind is told in the first claim that speaks of them."""


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

    @property
    def iri(self) -> str:
        """Its IRI."""
        return PREFIXES["claim"] + self.id


@dataclass
class Coder:
    """What the rows of one sheet are coded with, and what became of them.

    Parameters
    ----------
    source : str
        The last part of the source's IRI.
    names : NameBook
    places : Places
    clock : Clock
    kept : KeptPlaces
    """

    source: str
    names: NameBook
    places: Places
    clock: Clock
    kept: KeptPlaces
    claims: list[CodedClaim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def name_claim(self, row: int) -> str:
        """Return the IRI of a row's claim."""
        return PREFIXES["claim"] + self.kept.id_of(row, self.source)

    def code(self, rows: Sequence[ClaimRow]) -> None:
        """Code all rows, then what follows from the names: kinds, and where places lie."""
        self.names.name_kinds(rows)
        self.names.name_events(rows, self.name_claim)
        told = [row for row in rows if isinstance(row.word, HappeningWord)]
        rest = [row for row in rows if not isinstance(row.word, HappeningWord)]
        for row in (*told, *rest):  # what happened comes first: other rows take their time from it
            try:
                self.claims += self._code_row(row)
            except DataError as error:
                self.problems += error.problems
        self.claims.sort(key=lambda claim: (claim.row, claim.id))
        self._type_named()
        self.claims += self._code_names()

    # -- one row

    def _code_row(self, row: ClaimRow) -> list[CodedClaim]:
        """Return the claims of a row: its own, and those of its place and its numbers."""
        id_ = self.kept.id_of(row.number, self.source)
        locator = self.places.locate(row, id_)
        segment = locator.segment if locator else row.line["sentence"]
        subjects, objects = self._resolve_ends(row, segment)
        spoken = [self.names.resolve(name, ("actor",), row, "speaker", segment) for name in _one(row.line["speaker"])]
        sites = [self.names.resolve(name, ("place",), row, "place", segment) for name in row.places]
        time = self._tell_time(row, subjects, objects)
        if locator is None or None in (*subjects, *objects, *spoken, *sites) or time is None:
            return []
        whole = CodedClaim(
            *(id_, (), locator, time, row.basis, row.credibility, row.told.assessment),
            *(spoken[0] if spoken else "", row.line["note"] or "", row.number, row.line.place()),
        )
        return list(self._tell(row, whole, _found(subjects), _found(objects), _found(sites)))

    def _tell(
        self, row: ClaimRow, whole: CodedClaim, subjects: list[str], objects: list[Term], sites: list[str]
    ) -> Iterator[CodedClaim]:
        """Yield the claims of a row whose cells are all understood."""
        if row.is_denied:
            relation = self._deniable(row)
            yield replace(whole, statement=tuple(statements.deny(whole.iri, subjects, relation, objects)))
            return
        if row.is_kind:
            kinds = [word.term for word in map(self._kind, row.objects) if word]
            counted = list(self._count_events(row, subjects[0]))
            types = [statements.say_type(subject, kind) for subject in subjects for kind in kinds]
            yield replace(whole, statement=(*types, *counted))
            return
        if row.word.group == "loss":
            yield from self._tell_losses(row, whole, subjects, objects)
            return
        event, parties = "", []
        if isinstance(row.word, HappeningWord):
            event = self.names.make_event(row, self._label_event(row))
            yield replace(whole, statement=tuple(statements.happen(event, row.word, subjects, objects)))
            struck = objects if row.word.object_role == "target" else subjects if row.word.subject_role == "target" else []
            parties = [value(each) if not isinstance(each, str) else each for each in struck]
            self.clock.note_event(event, whole.time, row)
        else:
            yield replace(whole, statement=tuple(statements.join(subjects, row.word.term, objects)))
            event = next((subject for subject in subjects if subject.startswith(PREFIXES["event"])), "")
        yield from self._tell_beside(row, whole, event, sites, parties)

    def _tell_beside(
        self, row: ClaimRow, whole: CodedClaim, event: str, sites: Sequence[str], parties: Sequence[str]
    ) -> Iterator[CodedClaim]:
        """Yield what the cells place and number say of what happened."""
        if (sites or row.line["number"]) and not event:
            column = "place" if sites else "number"
            text = "belongs to what happened: empty it, and write a row of its own, such as 'Hill Band | operates in | Boma'"
            raise DataError([row.line.problem(column, text)])
        if sites:
            stated = statements.join([event], str(SKG.occurredAt), [statements.node(site) for site in sites])
            yield replace(whole, id=f"{whole.id}-place", statement=tuple(stated))
        counted = tuple(self._count_events(row, event))
        if counted:
            yield replace(whole, id=f"{whole.id}-count", statement=counted)
        for word, numbers in self._read_losses(row):
            if not parties:
                text = f"nobody says whose they are: write a row '{row.event or 'its event'} | {word.word} | who'"
                raise DataError([row.line.problem("number", text)])
            id_ = f"{whole.id}-{word.name.lower()}"
            told = statements.report(PREFIXES["claim"] + id_, event, parties, word.term, numbers)
            yield replace(whole, id=id_, statement=tuple(told))

    def _tell_losses(
        self, row: ClaimRow, whole: CodedClaim, subjects: Sequence[str], objects: Sequence[Term]
    ) -> Iterator[CodedClaim]:
        """Yield a report of losses: in which event or mission, whose, how many."""
        found = [numbers for word, numbers in self._read_losses(row, row.word) if word == row.word]
        if len(found) != 1 or not objects:
            column, text = ("number", "write how many: 3, at least 12, between 10 and 30") if objects else (
                "object", "is empty: write whose losses they are"
            )
            raise DataError([row.line.problem(column, text)])
        parties = [value(each) for each in objects]
        yield replace(
            whole, statement=tuple(statements.report(whole.iri, subjects[0], parties, row.word.term, found[0]))
        )

    # -- cells

    def _resolve_ends(self, row: ClaimRow, segment: str) -> tuple[list[str | None], list[Term | None]]:
        """Return what the names of subject and object mean."""
        subject_ends, object_ends = self._ends(row)
        subjects = [self.names.resolve(name, subject_ends, row, "subject", segment) for name in row.subjects]
        if row.is_kind:
            return subjects, []
        return subjects, [self._resolve_object(name, object_ends, row, segment) for name in row.objects]

    def _ends(self, row: ClaimRow) -> tuple[Sequence[str], Sequence[str]]:
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

    def _resolve_object(self, name: str, ends: Sequence[str], row: ClaimRow, segment: str) -> Term | None:
        if "number" in ends:
            found = self._read_number(name, row)
            return statements.whole(found)
        if "text" in ends:
            return Literal(name, language="en")
        if "year" in ends:
            return self.clock.read_year(name, row)
        iri = self.names.resolve(name, ends, row, "object", segment)
        return statements.node(iri) if iri else None

    def _read_number(self, text: str, row: ClaimRow) -> int:
        plain = "".join(text.replace(",", "").split())
        if not plain.isdecimal():
            raise DataError([row.line.problem("object", f"'{text}' is no number: write it in digits")])
        return int(plain)

    def _label_event(self, row: ClaimRow) -> str:
        """Return what an event is called that its row does not name: who did what to whom, and when."""
        who, what = "; ".join(row.subjects), " ".join((row.word.word, "; ".join(row.objects))).strip()
        told = f"{who} {what}".replace("[", "").replace("]", "")
        when = self.clock.label(row)
        return f"{told}, {when}" if when else told

    def _deniable(self, row: ClaimRow) -> str:
        if isinstance(row.word, RelationWord):
            return row.word.term
        if isinstance(row.word, HappeningWord) and row.word.relation and row.objects:
            return str(SKG[row.word.relation])
        text = f"'{row.word.word}' cannot be denied so: deny a relation between two, such as attacked or supports"
        raise DataError([row.line.problem("told as", text)])

    def _tell_time(self, row: ClaimRow, subjects: Sequence[str | None], objects: Sequence[Term | None]) -> ToldTime | None:
        """Return when it is so; of what is told about an event the event's own time, unless the row has one."""
        aspect = "timeless" if row.is_kind else getattr(row.word, "aspect", "happening")
        about = [*subjects, *(value(each) for each in objects if each is not None)]
        event = next((each for each in about if each and each.startswith(PREFIXES["event"])), "")
        try:
            return self.clock.tell(row, aspect, event)
        except DataError as error:
            self.problems += error.problems
            return None

    # -- what follows from names

    def _type_named(self) -> None:
        """Let the first claim that speaks of an event, a condition or an activity say of what kind it is."""
        told = {value(t.subject) for claim in self.claims for t in claim.statement if t.predicate.value == RDF_TYPE}
        for iri, thing in sorted(self.names.things.items()):
            if thing.kind is None or thing.thing.end not in _NAMED or iri in told or thing.kind.term in thing.thing.kinds:
                continue
            index = next((i for i, claim in enumerate(self.claims) if _speaks_of(claim, iri)), None)
            if index is not None:
                claim = self.claims[index]
                typed = statements.say_type(iri, thing.kind.term)
                self.claims[index] = replace(claim, statement=(typed, *claim.statement))

    def _code_names(self) -> Iterator[CodedClaim]:
        """Yield of what kind the actors are that are new, and where the places lie: at the first place that has the name."""
        told = {value(t.subject) for claim in self.claims for t in claim.statement if t.predicate.value == RDF_TYPE}
        for iri, thing in sorted(self.names.things.items()):
            part = compact(iri).partition(":")[2]
            known = {str(SKG[kind]) for kind in KINDS} & thing.thing.kinds
            if thing.kind and thing.thing.end == "actor" and iri not in told and not known:
                statement = statements.say_type(iri, thing.kind.term)
                if claim := self._code_name(f"{self.source}-kind-{part}", thing, statement):
                    yield claim
            for name in thing.inside:
                row = _pretend(thing)
                around = self.names.resolve(name, ("place",), row, "in", "") if row else None
                if around:
                    statement = statements.say(iri, SKG.locatedIn, statements.node(around))
                    if claim := self._code_name(f"{self.source}-in-{part}", thing, statement):
                        yield claim

    def _code_name(self, id_: str, thing: SheetThing, statement: Triple) -> CodedClaim | None:
        names = [*thing.thing.names, thing.line["name"] if thing.line else ""]
        if thing.line:
            names += split_names(thing.line["also"])
        locator = self.places.find_first([name for name in dict.fromkeys(names) if name])
        note = thing.line["note"] if thing.line else ""
        if locator is None and id_ in self.kept.places:
            locator = self.kept.places[id_].locator
        if locator is None:
            users = {row.number for row in thing.users}
            locator = next((claim.locator for claim in self.claims if claim.row in users), None)
        where = thing.line.place() if thing.line else ""
        return CodedClaim(id_, (statement,), locator, basis="Implied", note=note, where=where) if locator else None


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _found[T](several: Sequence[T | None]) -> list[T]:
    return [each for each in several if each is not None]


def _speaks_of(claim: CodedClaim, iri: str) -> bool:
    return any(iri in (value(triple.subject), value(triple.object)) for triple in claim.statement)
