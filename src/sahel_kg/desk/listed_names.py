"""What the sheets of a data folder name, side by side: each knows what the others list, whatever they are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from pyoxigraph import Quad

from sahel_kg.desk.slugs import slug
from sahel_kg.desk.spreadsheet import SheetLine
from sahel_kg.desk.words import KindWord
from sahel_kg.errors import Problem
from sahel_kg.record.identities import find_clash, read_disjoint
from sahel_kg.vocabulary import PREFIXES, compact, value

NEW = "new"
"""In the column *id*: this is not who the graph knows by the name."""


@dataclass(frozen=True)
class ListedName:
    """A name that a sheet gives to somebody or something, and who or what that is.

    Parameters
    ----------
    sheet : str
        The name of its folder.
    iri, end : str
    names : tuple of str
        All that it is called there, first what the rows call it.
    is_new : bool
        Whether no data file knows it.
    given : str
        What the sheet says of its id: one, ``new`` or "".
    kind : KindWord or None
    line : SheetLine or None
        Where it stands.
    column : str
        In which of its cells.
    """

    sheet: str
    iri: str
    end: str
    names: tuple[str, ...]
    is_new: bool
    given: str = ""
    kind: KindWord | None = None
    line: SheetLine | None = None
    column: str = "name"

    @property
    def has_own_id(self) -> bool:
        """Whether the sheet itself says by which id it is known."""
        return self.given not in ("", NEW)

    def place(self, column: str = "") -> str:
        """Return where it stands, with the file."""
        return f"{self.line.file}, {self.line.place(column or self.column)}" if self.line else self.sheet


def choose_label(listed: Iterable[ListedName]) -> str:
    """Return the one name by which something new is known, of what sheets call it: the name that its id was made of.

    Else the first by the alphabet, so that it does not hang on the order of the sheets.
    """
    names = {(slug(each.names[0]) != each.iri.rpartition("/")[2], each.names[0]) for each in listed}
    return min(names)[1]


def by_iri(listed: Iterable[ListedName]) -> dict[str, list[ListedName]]:
    """Return who and what is listed, each with all lines that list it."""
    found = defaultdict(list)
    for each in listed:
        found[each.iri].append(each)
    return dict(found)


class KindTree:
    """What the ontology says of kinds: which are above others, and which exclude each other."""

    def __init__(self, ontology: Sequence[Quad]) -> None:
        self._above: dict[str, set[str]] = defaultdict(set)
        for quad in ontology:
            if quad.predicate.value == PREFIXES["rdfs"] + "subClassOf":
                self._above[value(quad.subject)].add(value(quad.object))
        self._disjoint = read_disjoint(ontology)

    def exclude(self, one: str, other: str) -> bool:
        """Tell whether nothing is of both kinds."""
        return find_clash(self._with_above(one), self._with_above(other), self._disjoint) is not None

    def _with_above(self, kind: str) -> set[str]:
        found, left = {kind}, [kind]
        while left:
            above = self._above.get(left.pop(), set()) - found
            found |= above
            left += above
        return found

    def is_a(self, kind: str, other: str) -> bool:
        """Tell whether one kind is another, or below it."""
        return other in self._with_above(kind)

    def agree(self, one: str, other: str) -> bool:
        """Tell whether two kinds are one, or one of them is a kind of the other."""
        return self.is_a(one, other) or self.is_a(other, one)


def compare_kinds(
    listed: Sequence[ListedName], kinds: KindTree
) -> tuple[dict[str, list[Problem]], list[tuple[str, str]]]:
    """Return what is wrong with the kinds that sheets give to one thing, by sheet, and notes, each with its sheet.

    Kinds that exclude each other are a problem, told once, in the sheet that comes last by name.
    """
    problems: dict[str, list[Problem]] = defaultdict(list)
    notes = []
    for iri, lines in sorted(by_iri(listed).items()):
        told: dict[str, ListedName] = {}
        for each in sorted(lines, key=lambda each: (each.sheet, each.line.line if each.line else 0)):
            if each.kind:
                told.setdefault(each.kind.term, each)
        for one, other in combinations(told.values(), 2):
            if one.kind is None or other.kind is None or other.line is None:
                continue
            where = "what" if other.column == "name" else "object"
            first = one.place("what" if one.column == "name" else "object")
            both = f"'{other.names[0]}' ({compact(iri)}) is listed as '{one.kind.word}' in {first}"
            if kinds.exclude(one.kind.term, other.kind.term):
                said = f"{both}, and here as '{other.kind.word}': nothing is both. Correct one of the two; if they are "
                said += f"two, write an id of its own into the column id, such as {compact(iri)}-{other.sheet}"
                problems[other.sheet].append(other.line.problem(where, said))
            elif not kinds.agree(one.kind.term, other.kind.term):
                said = f"{both}, and as '{other.kind.word}' in {other.place(where)}: both are claims"
                notes.append((other.sheet, said))
    return problems, notes
