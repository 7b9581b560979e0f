"""A folder with a sheet, read: its claims as quads, its sentences, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from sahel_kg.desk.coding import CodedClaim, Coder
from sahel_kg.desk.fitting import find_unfit
from sahel_kg.desk.folder import (
    CODEBOOK,
    IDS,
    SEGMENTS,
    SOURCE,
    TEXT,
    ReportFolder,
    ReportSource,
    is_unchanged,
    read_source,
)
from sahel_kg.desk.kept import KeptPlace, KeptPlaces, read_kept, sign_cells, write_places, write_segments
from sahel_kg.desk.listed_names import ListedName
from sahel_kg.desk.missing_names import MissingName, name_also
from sahel_kg.desk.name_claims import code_names, further_names, is_claimed, type_named
from sahel_kg.desk.namebook import NameBook, SheetThing
from sahel_kg.desk.naming import KnownNames
from sahel_kg.desk.places import RowPlaces
from sahel_kg.desk.rows import ReadRows, is_filled, next_number, read_rows, split_names
from sahel_kg.desk.same_losses import count_once
from sahel_kg.desk.sentence_list import read_sentences
from sahel_kg.desk.spreadsheet import SheetLine, read_cells
from sahel_kg.desk.times import Clock
from sahel_kg.desk.words import Wordbook
from sahel_kg.errors import DataError, ParseError, Problem
from sahel_kg.record.bounds import NAMES
from sahel_kg.record.dataset import Asserted, Excuse, Segment
from sahel_kg.resources import shown
from sahel_kg.vocabulary import OA, PREFIXES, SKG, value

_TYPE = PREFIXES["rdf"] + "type"
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True)
class FaultyRow:
    """A row that is no claim yet, with what was understood of it.

    Parameters
    ----------
    number : str
        As it is written; "" if it has none.
    line : SheetLine
    when : str
        When it is so, in words.
    """

    number: str
    line: SheetLine
    when: str


@dataclass
class CodedSheet:
    """What a folder with a sheet holds.

    Attributes
    ----------
    folder : ReportFolder
    source : ReportSource
    file : str
        The sheet, as the user names it.
    words : Wordbook
    claims : list of CodedClaim
    things : dict
        IRI of whatever the sheet names to what it is.
    segments, excuses : list
        As `dataset.Asserted` has them.
    kept : dict
        Name of a file that stays with the sheet to what it holds now.
    problems : list of Problem
    notes : list of str
    missing : list of MissingName
        Names that are listed nowhere.
    faulty : list of FaultyRow
        Rows that are no claim yet.
    codebook : str
        The version of the rules that it is coded by.
    """

    folder: ReportFolder
    source: ReportSource
    words: Wordbook
    file: str = ""
    claims: list[CodedClaim] = field(default_factory=list)
    things: dict[str, SheetThing] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)
    excuses: list[Excuse] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[MissingName] = field(default_factory=list)
    faulty: list[FaultyRow] = field(default_factory=list)
    codebook: str = CODEBOOK


def code(folder: ReportFolder, others: Asserted, known: KnownNames) -> CodedSheet:
    """Read a folder with a sheet.

    Parameters
    ----------
    folder : ReportFolder
    others : Asserted
        All other data, with the ontology.
    known : KnownNames
        The names in them.

    Raises
    ------
    ParseError
        If its files cannot be read at all; what is wrong within them is among the problems.
    """
    return code_lines(open_sheet(folder), others, known)


def open_sheet(folder: ReportFolder) -> SheetParts:
    """Read the files of a folder with a sheet.

    Raises
    ------
    ParseError
        If they cannot be read at all.
    """
    folder.check_name()
    source = read_source(folder.path / SOURCE)
    text, cells, kept = folder.read_text(), read_cells(folder.path), read_kept(folder)
    if text is not None and not is_unchanged(text, source):
        told = "is not the text that was coded: `sahel-kg verify --mend` shows what moved, or put the old one back"
        raise ParseError([Problem(shown(folder.path / TEXT), "", told)])
    return SheetParts(folder, source, text, kept, cells.lines, tuple(cells.problems), tuple(cells.notes))


@dataclass(frozen=True)
class SheetParts:
    """All that a sheet is read from, and what is wrong with its columns."""

    folder: ReportFolder
    source: ReportSource
    text: str | None
    kept: KeptPlaces
    lines: Mapping[str, Sequence[SheetLine]]
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()


def list_names(parts: SheetParts, others: Asserted, known: KnownNames) -> list[ListedName]:
    """Return whom and what a sheet names, by the data files alone: what all sheets know of each other."""
    if parts.problems:
        return []
    lines = parts.lines.get("claims", [])
    words = Wordbook(others.ontology, read_own_words(parts.lines.get("words", [])))
    rows = read_rows(lines, words, number_rows(lines, parts.kept)).rows
    names = NameBook(known, words, parts.folder.name)
    names.declare(parts.lines.get("names", []))
    names.name_kinds(rows)
    names.name_events(rows, str)
    return names.listed


def code_lines(parts: SheetParts, others: Asserted, known: KnownNames) -> CodedSheet:
    """Code the lines of a sheet; where its columns have problems nothing else is looked at."""
    lines, kept, name = parts.lines.get("claims", []), parts.kept, parts.folder.name
    words = Wordbook(others.ontology, read_own_words(parts.lines.get("words", [])))
    sheet = CodedSheet(parts.folder, parts.source, words, lines[0].file if lines else shown(parts.folder.path))
    sheet.notes += parts.notes
    if parts.problems:
        sheet.problems += parts.problems
        return sheet
    listed = read_sentences(parts.lines.get("sentences", []), parts.text, kept.segments, words)
    read = read_rows(lines, words, number_rows(lines, kept))
    names = NameBook(known, words, name)
    places = RowPlaces(parts.text, listed.segments or kept.segments, kept)
    coder = Coder(name, names, places, Clock(parts.source.day), kept)
    names.declare(parts.lines.get("names", []))
    names.expect_events(line["event"] for line in read.unread)
    counted, joined = count_once(coder.code(read.rows), names.reports.values())
    claims = type_named(counted, names)
    claims += code_names(name, claims, names, places)
    sheet.claims, sheet.things = claims, names.things
    sheet.missing = name_also(names.missing.values(), parts.text or "")
    sheet.faulty = _list_faulty(read, coder)
    sheet.segments, sheet.excuses = list(places.segments), listed.excuses
    unknown = [each.problem() for each in sheet.missing]
    sheet.problems += [*listed.problems, *read.problems, *names.problems, *unknown]
    sheet.problems += [*coder.problems, *places.problems]
    sheet.problems += find_unfit(read.rows, claims, names.things, words, known.kinds)
    sheet.notes += [*names.notes, *places.notes, *joined]
    signs = {row.number: sign_cells(row.line) for row in read.rows}
    sheet.kept = {IDS: write_places(_keep(claims, kept, signs))}
    if parts.text is not None:
        sheet.kept[SEGMENTS] = write_segments(sheet.segments)
    return sheet


def _list_faulty(read: ReadRows, coder: Coder) -> list[FaultyRow]:
    """Return the rows of which no claim came, in their order."""
    lines = {**dict.fromkeys((line.line for line in read.unread), "?"), **coder.faulty}
    known = [*(row.line for row in read.rows), *read.unread]
    return [FaultyRow(each["row"], each, lines[each.line]) for each in known if each.line in lines]


def read_own_words(lines: Sequence[SheetLine]) -> dict[str, str]:
    """Return the words of one's own, each with the listed one that it stands for."""
    return {own: line["word"] for line in lines for own in split_names(line["your words"]) if line["word"]}


def number_rows(lines: Sequence[SheetLine], kept: KeptPlaces) -> dict[int, int]:
    """Return the numbers of rows that have none: the one that the same row had before, else the next."""
    told = {int(line["row"]) for line in lines if line["row"].isascii() and line["row"].isdecimal()}
    before = {each.cells: each.row for each in kept.places.values() if each.row and each.row not in told}
    following = next_number(lines, kept.rows)
    numbers = {}
    for line in lines:
        if is_filled(line) and not line["row"]:
            number = before.pop(sign_cells(line), None)
            if number is None:
                number, following = following, following + 1
            numbers[line.line] = number
    return numbers


def _keep(claims: Sequence[CodedClaim], kept: KeptPlaces, signs: dict[int, str]) -> list[KeptPlace]:
    """Return the lines of `ids.csv`: those of the claims, and of rows that are gone, whose numbers stay taken."""
    now = [KeptPlace(claim.row, claim.id, claim.locator, signs.get(claim.row, "")) for claim in claims]
    ids = {each.claim for each in now}
    return [*now, *(each for each in kept.places.values() if each.claim not in ids and each.row)]


# -- as quads


def about_source(sheet: CodedSheet) -> Iterator[Quad]:
    """Yield what is said of the report and of who codes it."""
    told, source = sheet.source, PREFIXES["source"] + sheet.folder.name
    yield _quad(source, _TYPE, NamedNode(str(SKG.Source)))
    yield _quad(source, PREFIXES["dct"] + "title", Literal(told.title))
    yield _quad(source, PREFIXES["dct"] + "publisher", Literal(told.publisher))
    yield _quad(source, SKG.reliability, Literal(told.reliability))
    yield _quad(source, SKG.sha256, Literal(told.text_sha256))
    if told.length:
        yield _quad(source, OA.end, Literal(str(told.length), datatype=NamedNode(_XSD + "integer")))
    if told.published:
        kind = {4: "gYear", 7: "gYearMonth"}.get(len(told.published), "date")
        yield _quad(source, SKG.earliestPublished, Literal(told.published, datatype=NamedNode(_XSD + kind)))
    if not told.is_known_coder:
        coder = PREFIXES["coder"] + told.coder_name
        yield _quad(coder, _TYPE, NamedNode(str(SKG.Coder)))
        yield _quad(coder, PREFIXES["rdfs"] + "label", Literal(told.coder, language="en"))


def about_things(sheet: CodedSheet) -> Iterator[Quad]:
    """Yield what is named for the first time, with all its names.

    What is listed, and of which no claim speaks, is left out; further names of what is known are claims.
    """
    skos = PREFIXES["skos"]
    spoken_of = {value(term) for claim in sheet.claims for t in claim.statement for term in (t.subject, t.object)}
    spoken_of |= {claim.speaker for claim in sheet.claims}
    for iri, thing in sorted(sheet.things.items()):
        if iri not in spoken_of:
            continue
        if thing.is_new:
            label = Literal(thing.thing.label, language="en")
            if thing.thing.end == "actor":
                cls = SKG.DescribedActor if thing.thing.described else SKG.NamedActor
                yield _quad(iri, _TYPE, NamedNode(str(cls)))
            elif thing.thing.end == "place":
                yield _quad(iri, _TYPE, NamedNode(str(SKG.Place)))
            is_named = thing.thing.end in ("actor", "place")
            yield _quad(iri, skos + "prefLabel" if is_named else PREFIXES["rdfs"] + "label", label)
        for name in further_names(thing) if thing.is_new or not is_claimed(thing) else ():
            yield _quad(iri, skos + "altLabel", Literal(name, language="en"))


def about_claims(sheet: CodedSheet) -> Iterator[Quad]:
    """Yield what is said about each claim: kind, basis, time, place, coder."""
    source, coder = PREFIXES["source"] + sheet.folder.name, PREFIXES["coder"] + sheet.source.coder_name
    day = Literal(sheet.source.coded.isoformat(), datatype=NamedNode(_XSD + "date"))
    for claim in sheet.claims:
        iri, at = claim.iri, claim.locator
        yield _quad(iri, _TYPE, NamedNode(str(SKG.Claim)))
        yield _quad(iri, SKG.kind, NamedNode(str(SKG.Assessed if claim.assessment else SKG.Reported)))
        if claim.assessment:
            yield _quad(iri, SKG.assessment, NamedNode(str(SKG[claim.assessment])))
        yield _quad(iri, SKG.basis, NamedNode(str(SKG[claim.basis])))
        yield _quad(iri, SKG.credibility, Literal(str(claim.credibility), datatype=NamedNode(_XSD + "integer")))
        for name, literal in zip(NAMES, claim.time.literals(), strict=True):
            if literal is not None:
                yield _quad(iri, SKG[name], literal)
        if claim.aspect:
            yield _quad(iri, SKG.aspect, NamedNode(str(SKG[claim.aspect])))
        if claim.speaker:
            yield _quad(iri, SKG.speaker, NamedNode(claim.speaker))
        if claim.duration:
            yield _quad(iri, SKG.toldDuration, Literal(claim.duration, language="en"))
        if claim.note:
            yield _quad(iri, SKG.note, Literal(claim.note, language="en"))
        yield _quad(iri, PREFIXES["prov"] + "hadPrimarySource", NamedNode(source))
        if claim.record:
            yield _quad(iri, SKG.record, Literal(claim.record))
        else:
            yield _quad(iri, SKG.locator, NamedNode(f"{iri}#locator"))
        yield _quad(iri, PREFIXES["prov"] + "wasAttributedTo", NamedNode(coder))
        yield _quad(iri, PREFIXES["dct"] + "created", day)
        yield _quad(iri, SKG.codebook, Literal(sheet.codebook))
        if claim.record:
            continue
        locator = f"{iri}#locator"
        yield _quad(locator, _TYPE, NamedNode(str(SKG.Locator)))
        yield _quad(locator, SKG.segment, Literal(at.segment))
        for name, number in (("start", at.start), ("end", at.end)):
            yield _quad(locator, OA[name], Literal(str(number), datatype=NamedNode(_XSD + "integer")))
        yield _quad(locator, SKG.sha256, Literal(at.sha256))


def stated(sheet: CodedSheet) -> list[Quad]:
    """Return the statements, each in its claim's graph."""
    return [
        Quad(each.subject, each.predicate, each.object, NamedNode(claim.iri))
        for claim in sheet.claims
        for each in dict.fromkeys(claim.statement)
    ]


def _quad(subject: str, predicate: object, thing: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(str(predicate)), thing, DefaultGraph())


def refuse(sheets: Sequence[CodedSheet]) -> None:
    """Refuse sheets with anything wrong in them.

    Raises
    ------
    DataError
        With all of it.
    """
    if problems := [problem for sheet in sheets for problem in sheet.problems]:
        raise DataError(problems)
