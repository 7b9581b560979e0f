"""The names of a sheet, resolved: by the worksheet *names*, by what rows name themselves, by what the graph knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sahel_kg.desk.listed_names import NEW, ListedName
from sahel_kg.desk.missing_names import MissingName, NamedCell, guess
from sahel_kg.desk.naming import ENDS, KnownNames, KnownThing, Match
from sahel_kg.desk.rows import BRACKETS, ClaimRow, split_names
from sahel_kg.desk.slugs import slug
from sahel_kg.desk.spreadsheet import SheetLine
from sahel_kg.desk.wordings import bare, governed, is_general, plain, several, with_article
from sahel_kg.desk.words import FIXED, KindWord, Wordbook
from sahel_kg.errors import Problem
from sahel_kg.record.nearness import VERY_NEAR
from sahel_kg.record.spelling import fold, whose_organ
from sahel_kg.vocabulary import PREFIXES, compact, expand

_LOCAL = re.compile(r"[A-Za-z0-9][\w.-]*")
"""What an id of one's own may be after its prefix."""


@dataclass
class SheetThing:
    """Somebody or something that a sheet names.

    Parameters
    ----------
    thing : KnownThing
    is_new : bool
        Whether the graph did not know it.
    kind : KindWord or None
        What the sheet says it is.
    line : SheetLine or None
        Its line in the worksheet *names*.
    inside : tuple of str
        Names of the places that it lies in.
    users : list of int
        The numbers of the rows that speak of it.
    called : list of str
        All names by which the worksheet *names* lists it.
    """

    thing: KnownThing
    is_new: bool
    kind: KindWord | None = None
    line: SheetLine | None = None
    inside: tuple[str, ...] = ()
    users: list[int] = field(default_factory=list)
    called: list[str] = field(default_factory=list)


class NameBook:
    """All names of a sheet.

    Parameters
    ----------
    known : KnownNames
    words : Wordbook
    source : str
        The last part of the source's IRI.
    """

    def __init__(self, known: KnownNames, words: Wordbook, source: str) -> None:
        self.known, self.words, self.source = known, words, source
        self.things: dict[str, SheetThing] = {}
        self.reports: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.notes: dict[str, None] = {}
        self.listed: list[ListedName] = []
        self.missing: dict[str, MissingName] = {}
        self._own: dict[str, list[SheetThing]] = {}
        self._bare: dict[str, list[SheetThing]] = {}
        self._described: dict[str, tuple[KindWord | None, SheetLine]] = {}

    @property
    def faults(self) -> int:
        """How many cells were refused until now."""
        return len(self.problems) + sum(len(each.cells) for each in self.missing.values())

    # -- what the sheet names itself

    def declare(self, lines: Iterable[SheetLine]) -> None:
        """Take in the worksheet *names*."""
        first: dict[tuple[str, str], int] = {}
        for line in lines:
            if not line["name"]:
                self.problems.append(line.problem("name", "is empty: write the name as the rows call it"))
                continue
            kind = self._read_kind(line)
            if kind is None and not line["id"]:
                continue
            if found := BRACKETS.match(line["name"]):
                self._described[fold(found[1])] = kind, line
                continue
            end = kind.end if kind else compact(expand(line["id"]) or "").partition(":")[0]
            if (before := first.setdefault((fold(line["name"]), end), line.line)) != line.line:
                told = f"line {before} has this name as well: join the two, or give one another name"
                self.problems.append(line.problem("name", told))
                continue
            if (thing := self._identify(line, end)) is not None:
                called = [line["name"], *split_names(line["also"])]
                self._list(thing, called, line, kind=kind)
                self._check_kind(thing[0], line, kind)
                self._add(SheetThing(*thing, kind, line, split_names(line["in"]), called=called), called)

    def _read_kind(self, line: SheetLine) -> KindWord | None:
        text = line["what"]
        if isinstance(word := self.words.find(text, "kind"), KindWord):
            return word
        if not text and line["id"]:
            return None
        near = self.words.near(text, "kind") if text else []
        hint = f"did you mean {' or '.join(near)}?" if near else "armed group, state, person, place, condition ..."
        self.problems.append(line.problem("what", f"{f'{text!r} is no kind' if text else 'is empty'}: {hint}"))
        return None

    def _identify(self, line: SheetLine, end: str) -> tuple[KnownThing, bool] | None:
        """Return what a line of *names* is, and whether it is new."""
        name, given = line["name"], line["id"]
        if given and given != NEW:
            return self._identify_by_id(line, end)
        found = self._find_known(name, (end,))
        iri = self.known.new_iri(end, name, self.source, self.things)
        if given == NEW:
            asked = [m for m in found if any(not each.has_own_id for each in m.thing.listed)]
        else:
            asked = found if len(found) > 1 else []
        if asked and not all(match.thing.listed for match in asked):
            listed = " or ".join(str(match.thing) for match in asked)
            told = f"'{name}' may be {listed}: write one of the ids into the column id, or {NEW}"
            self.problems.append(line.problem("name", told))
            return None
        if given != NEW and len(found) == 1 and not found[0].thing.listed:
            return self._note_match(name, found[0]), False
        same = self.known.things.get(iri)
        asked = asked or [m for m in found if given != NEW and m.thing.iri != iri]
        asked = asked or (
            [Match(same)] if same and same.listed and same.iri not in {m.thing.iri for m in found} else []
        )
        if asked:
            self.problems.append(line.problem("name", self._ask_shared(name, iri, asked[0].thing)))
            return None
        self._note_near(name, end, iri, namesakes=given == NEW)
        return self._make(iri, end, name)

    def _identify_by_id(self, line: SheetLine, end: str) -> tuple[KnownThing, bool] | None:
        """Return what the id of a line of *names* says that it is, and whether it is new."""
        name, given = line["name"], line["id"]
        iri = expand(given) or ""
        thing = self.known.things.get(iri)
        if thing and thing.end != end:
            told = f"'{given}' is {with_article(thing.end)}, not {with_article(end)}"
            self.problems.append(line.problem("id", f"{told}: correct it, or what it is"))
            return None
        if thing and not thing.listed:
            return thing, False
        if thing or _LOCAL.fullmatch(iri.removeprefix(PREFIXES[end])):
            if not thing:
                self._note_near(name, end, given)
            return self._make(iri, end, name)
        near = self.known.near(name, (end,))
        hint = f"; near are {', '.join(near)}" if near else ""
        told = f"'{given}' is no id of {with_article(end)}{hint}: empty the cell, or write {NEW} for somebody new"
        self.problems.append(line.problem("id", told))
        return None

    def _make(self, iri: str, end: str, name: str) -> tuple[KnownThing, bool]:
        """Return what no data file knows, by the one name that all sheets know it by, and whether this sheet has it."""
        label = self.known.label_of(iri, name)
        return KnownThing(iri, end, {label: True}), label == name

    def _ask_shared(self, name: str, iri: str, other: KnownThing) -> str:
        """Say that another sheet lists the same name, and how to say whether both mean the same."""
        where = other.listed[0].place()
        own = compact(iri) if iri != other.iri else f"{compact(iri)}-{self.source}"
        told = f"'{name}' is listed in {where} as well, as {other}: if it is the same, write {compact(other.iri)} "
        return f"{told}into the column id of names; if not, write an id of its own there, such as {own}"

    def _list(
        self,
        thing: tuple[KnownThing, bool],
        called: Sequence[str],
        line: SheetLine,
        column: str = "name",
        kind: KindWord | None = None,
    ) -> None:
        """Note what the sheet calls somebody or something: other sheets know it by these names."""
        known, given = thing[0], line["id"] if column == "name" else ""
        is_new = known.iri not in self.known.things or bool(self.known.things[known.iri].listed)
        names = tuple(name for name in called if expand(name) is None)
        if names:
            listed = ListedName(self.source, known.iri, known.end, names, is_new, given, kind, line, column)
            self.listed.append(listed)

    def _check_kind(self, thing: KnownThing, line: SheetLine, kind: KindWord | None) -> None:
        """Refuse a kind that what data files say of it excludes."""
        for other in sorted(thing.settled):
            if kind and self.known.kinds.exclude(kind.term, other):
                known = next((w.word for w in self.words.of_group("kind") if w.term == other), compact(other))
                is_never = f"{with_article(known)}, and {with_article(known)} is never {with_article(kind.word)}"
                told = f"{thing} is {is_never}: correct it, or write {NEW} into "
                self.problems.append(line.problem("what", f"{told}the column id if it is somebody else"))
                return

    def _note_near(self, name: str, end: str, iri: str, *, namesakes: bool = True) -> None:
        """Say of a name that is new who has it as well, else whose names come near: it may be that one."""
        iri = compact(iri)
        whole = self._whole_of(name) if end == "actor" else ""
        if same := [
            str(m.thing) for m in (self._find_known(name, (end,)) if namesakes else ()) if compact(m.thing.iri) != iri
        ]:
            self.notes[f"'{name}' is new, as {iri}; of the same name is {same[0]}"] = None
            return
        near = [each for each in self.known.near(name, (end,), least=VERY_NEAR) if f"({iri})" not in each]
        if whole:
            self.notes[f"'{name}' is new, as {iri}: if it is organ of {whole}, say so in a row"] = None
        elif near:
            self.notes[f"'{name}' is new, as {iri}; near is {near[0]}"] = None

    def _find_known(self, name: str, ends: Sequence[str]) -> list[Match]:
        found = self.known.find(name, ends)
        return list({match.thing.iri: match for match in found}.values())

    def _note_match(self, name: str, match: Match) -> KnownThing:
        if match.by:
            self.notes[f"'{name}' is {match.thing}, by its other name {match.by}"] = None
        elif match.thing.listed:
            where = match.thing.listed[0].place()
            self.notes[f"'{name}' is {match.thing}, which is listed in {where}"] = None
        return match.thing

    def _add(self, thing: SheetThing, names: Iterable[str]) -> None:
        """Take in something by some names; what two lines list under one id is one thing."""
        if (known := self.things.setdefault(thing.thing.iri, thing)) is not thing:
            known.kind, known.inside = known.kind or thing.kind, known.inside or thing.inside
            known.called += thing.called
            thing = known
        for name in names:
            self._own.setdefault(fold(name), []).append(thing)
            self._bare.setdefault(bare(name), []).append(thing)

    def name_events(self, rows: Iterable[ClaimRow], name_claim: Callable[[int], str]) -> None:
        """Take in what rows name in the column *event*: what happened, and of losses the report of them."""
        for row in rows:
            if not row.event:
                continue
            if row.word.group == "loss":
                self.reports[fold(row.event)] = f"{name_claim(row.number)}#report"
            elif not any(each.thing.end == "event" for each in self._own.get(fold(row.event), ())):
                found = self._find_known(row.event, ("event",))
                iri = self.known.new_iri("event", row.event, self.source, self.things)
                thing = (found[0].thing, False) if len(found) == 1 and not found[0].thing.listed else None
                if thing is None and (asked := [m.thing for m in found if m.thing.listed and m.thing.iri != iri]):
                    self.problems.append(row.line.problem("event", self._ask_shared(row.event, iri, asked[0])))
                thing = thing or self._make(iri, "event", row.event)
                self._list(thing, [row.event], row.line, "event")
                self._add(SheetThing(*thing), [row.event])

    def expect_events(self, names: Iterable[str]) -> None:
        """Take in the events of rows that could not be read: that others speak of them is no mistake of theirs."""
        for name in names:
            if name and fold(name) not in self._own:
                iri = self.known.new_iri("event", name, self.source, self.things)
                self._add(SheetThing(KnownThing(iri, "event", {name: True}), True), [name])

    def name_kinds(self, rows: Iterable[ClaimRow]) -> None:
        """Take in what rows with *is a* say of names that nothing else declares."""
        for row in rows:
            kind = self.words.find(row.objects[0], "kind") if row.is_kind and row.objects else None
            if not isinstance(kind, KindWord):
                continue
            for name in row.subjects:
                declared = any(each.thing.end == kind.end for each in self._own.get(fold(name), ()))
                if declared or BRACKETS.match(name):
                    continue
                found = self._find_known(name, (kind.end,))
                iri = self.known.new_iri(kind.end, name, self.source, self.things)
                if any(not match.thing.listed for match in found):
                    continue
                if asked := [match.thing for match in found if match.thing.iri != iri]:
                    self.problems.append(row.line.problem("subject", self._ask_shared(name, iri, asked[0])))
                    continue
                thing = self._make(iri, kind.end, name)
                self._list(thing, [name], row.line, "subject", kind)
                self._add(SheetThing(*thing, kind), [name])

    def make_event(self, row: ClaimRow, label: str) -> str:
        """Return the IRI of what a row tells to have happened without naming it."""
        if row.event:
            return self.find_event(row.event) or ""
        iri = f"{PREFIXES['event']}{self.source}-{row.number}"
        self.things[iri] = SheetThing(KnownThing(iri, "event", {label: True}), True)
        return iri

    def find_event(self, name: str) -> str | None:
        """Return the IRI of the event that rows call so."""
        return next((each.thing.iri for each in self._own.get(fold(name), ()) if each.thing.end == "event"), None)

    # -- what a name in a row means

    def resolve(self, name: str, ends: Sequence[str], cell: NamedCell) -> str | None:
        """Return the IRI that a name means, of some ends; what is wrong is added to the problems."""
        if "report" in ends and (report := self.reports.get(fold(name))):
            return report
        wanted = [end for end in ends if end in ENDS]
        if fixed := self._find_value(name, ends):
            return fixed
        if found := BRACKETS.match(name):
            return self._describe(found[1].strip(), wanted, cell)
        own = [each for end in wanted for each in self._find_own(name) if each.thing.end == end]
        if own:
            own[0].users.append(cell.row)
            return own[0].thing.iri
        matches: list[Match] = []
        for end in wanted:  # a state before the land of that name, where both may stand
            if matches := self._find_known(name, (end,)):
                break
        if len(matches) == 1:
            thing = self._note_match(name, matches[0])
            self.things.setdefault(thing.iri, SheetThing(thing, False)).users.append(cell.row)
            return thing.iri
        self._refuse(name, ends, matches, cell)
        return None

    def _find_own(self, name: str) -> list[SheetThing]:
        """Return what the sheet calls so; else what it calls so but for articles, or whose government it is."""
        if found := self._own.get(fold(name)):
            return found
        whose = governed(name)
        return [
            *self._bare.get(bare(name), ()),
            *(each for each in self._bare.get(whose, ()) if each.kind and each.kind.name == "State"),
        ]

    def _find_value(self, name: str, ends: Sequence[str]) -> str | None:
        word = self.words.find(name, "value")
        return word.term if word is not None and self.words.value_end(word) in ends else None

    def _describe(self, label: str, ends: Sequence[str], cell: NamedCell) -> str | None:
        """Return the IRI of somebody, or of a place, whom only one sentence describes."""
        end = next((end for end in ends if end in ("actor", "place")), None)
        if end is None:
            told = f"[{label}]: only somebody, or a place, can be described in brackets; name it and list it in names"
            self.problems.append(cell.line.problem(cell.column, told))
            return None
        kind, line = self._described.get(fold(label), (None, None))
        iri = expand(line["id"]) if line else None
        if iri is None or not _LOCAL.fullmatch(iri.removeprefix(PREFIXES[end])):
            iri = f"{PREFIXES[end]}{self.source}-{cell.segment}-{slug(label)}"
        known = self.known.things.get(iri)
        thing = known or KnownThing(iri, end, {label: True}, set(), True)
        self.things.setdefault(iri, SheetThing(thing, known is None, kind, line)).users.append(cell.row)
        return iri

    def _refuse(self, name: str, ends: Sequence[str], matches: Sequence[Match], cell: NamedCell) -> None:
        """Say why a name means nothing there, and what could be meant."""
        wanted = [end for end in ends if end in ENDS]
        if matches:
            listed = " or ".join(str(match.thing) for match in matches)
            told = f"'{name}' may be {listed}: list the name in names with one of these ids"
        elif others := [
            *self._find_own(name),
            *(SheetThing(m.thing, False) for m in self._find_known(name, ENDS)),
        ]:
            is_what = " and ".join(dict.fromkeys(with_article(each.thing.end) for each in others))
            takes = " or ".join(map(with_article, ends))
            relation = cell.word.word if cell.word else cell.column
            told = f"'{name}' is {is_what}, and '{relation}' takes {takes} here"
            told += ": write which is meant, or list the name as that, too"
        elif is_general(name):
            told = f"'{name}' does not say which: write its name"
        elif (parts := several(name)) and (
            any(self._is_known(part, wanted) for part in parts) or all(part[:1].isupper() for part in parts)
        ):
            told = f"'{name}' looks like several names: write ; between them, or list it in names if it is one"
        else:
            fixed = [end for end in ends if end in FIXED]
            if fixed:
                known = ", ".join(w.word for w in self.words.of_group("value") if self.words.value_end(w) in ends)
                others_too = " or ".join(map(with_article, (end for end in wanted if end not in FIXED)))
                told = f"'{name}' is no {fixed[0]}: choose from {known}{', or name ' * bool(others_too)}{others_too}"
                if not others_too:
                    self.problems.append(cell.line.problem(cell.column, told))
                    return
            listed = plain(name)
            whole = self._whole_of(name) if "actor" in wanted else ""
            near = self.known.near(listed, wanted, self._own_names(wanted))
            if whole:
                near = [each for each in near if each not in self.known.bearers(whose_organ(name))]
            found = MissingName(listed, "armed force" if whole else "?", near=near, organ_of=whole)
            missing = self.missing.setdefault(governed(name) or bare(name), found)
            missing.cells.append(cell)
            missing.said.add(name)
            if missing.what == "?":
                missing.what = "state" if governed(name) else guess(name, cell, wanted)
            return
        self.problems.append(cell.line.problem(cell.column, told))

    def _whole_of(self, name: str) -> str:
        """Return whose organ a name says that it is, if the graph or the sheet knows that one: its name and id."""
        whose = whose_organ(name)
        found = [each.thing for each in self._find_own(whose) if each.thing.end == "actor"] if whose else []
        found = found or [match.thing for match in (self._find_known(whose, ("actor",)) if whose else ())]
        return str(found[0]) if len(found) == 1 else ""

    def _is_known(self, name: str, ends: Sequence[str]) -> bool:
        return any(each.thing.end in ends for each in self._find_own(name)) or bool(self._find_known(name, ends))

    def _own_names(self, ends: Sequence[str]) -> Iterator[str]:
        for things in self._own.values():
            for each in things:
                if each.thing.end in ends:
                    yield from each.thing.names
