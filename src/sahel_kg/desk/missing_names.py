"""Names that nothing knows: where they stand, what they may be, what the text calls them besides."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sahel_kg.desk.quotes import occurrences
from sahel_kg.desk.spreadsheet import SheetLine
from sahel_kg.desk.words import Word
from sahel_kg.errors import Problem
from sahel_kg.record.spelling import fold


@dataclass(frozen=True)
class NamedCell:
    """Where a name stands that is to be resolved.

    Parameters
    ----------
    line : SheetLine
    column : str
    word : Word or None
        The relation of its row.
    row : int
    segment : str
        The sentence of its row: described actors belong to it.
    """

    line: SheetLine
    column: str
    word: Word | None = None
    row: int = 0
    segment: str = ""


@dataclass
class MissingName:
    """A name that nothing knows.

    Parameters
    ----------
    name : str
    what : str
        What it may be; ``?`` if nothing tells.
    cells : list of NamedCell
        Where it stands.
    said : set of str
        How it is written there.
    near : list of str
        Known names that look like it.
    also : str
        What the text calls it besides, in brackets behind the name.
    organ_of : str
        The known actor whose army, police and so on the name says that it is, with its id.
    """

    name: str
    what: str
    cells: list[NamedCell] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    near: list[str] = field(default_factory=list)
    also: str = ""
    organ_of: str = ""

    @property
    def can_be_described(self) -> bool:
        """Whether it reads like somebody whom only a sentence describes: armed groups, gunmen on motorbikes."""
        return self.name.islower() and self.what not in ("event", "condition", "activity")

    def problem(self) -> Problem:
        """Return it as one problem, wherever it stands."""
        rows = list(dict.fromkeys(str(cell.row) for cell in self.cells if cell.row))
        others = f"; it stands in rows {', '.join(rows[:-1])} and {rows[-1]}" if len(rows) > 1 else ""
        return self._refuse(self.cells[0], others)

    def problems(self) -> list[Problem]:
        """Return a problem for each place where it stands."""
        return [self._refuse(cell) for cell in self.cells]

    def _refuse(self, cell: NamedCell, others: str = "") -> Problem:
        hint = f"is {' or '.join(self.near)} meant? If it is new, " if self.near else ""
        with_id = any(each.endswith(")") for each in self.near)
        if with_id:
            hint = f"is {' or '.join(self.near)} meant? Then list it in names with that id; if it is new, "
        once = f", or write [{self.name}] if only this sentence speaks of it" if self.can_be_described else ""
        organ = f", and say in a row that it is organ of {self.organ_of}" if self.organ_of else ""
        told = f"'{self.name}' is not known yet: {hint}list it in names{organ}{once}{others}"
        return cell.line.problem(cell.column, told)


_LIKELY = {
    ("leaderOf", "subject"): "person",
    ("holdsOfficeIn", "subject"): "person",
    ("officeTitle", "subject"): "person",
    ("holdsOfficeIn", "object"): "state",
    ("succeeds", "subject"): "person",
    ("succeeds", "object"): "person",
    ("organOf", "subject"): "armed force",
    ("organOf", "object"): "state",
    ("leadsMission", "subject"): "state",
    ("leadsMission", "object"): "mission",
    ("participatesIn", "object"): "mission",
    ("mandateArea", "subject"): "mission",
    ("missionKind", "subject"): "mission",
    ("mandates", "object"): "mission",
    ("hosts", "object"): "mission",
    ("drawnFrom", "object"): "population group",
}
"""What stands at an end of a relation more often than anything else."""


_SPEAKING = {
    "armed force": {"army", "forces", "police", "gendarmerie", "navy", "troops", "armee", "soldiers"},
    "state": {"government", "republic", "gouvernement", "republique", "kingdom", "royaume"},
    "mission": {"mission"},
    "person": {
        "captain",
        "general",
        "colonel",
        "president",
        "capitaine",
        "commandant",
        "minister",
        "ministre",
        "mr",
        "mme",
    },
    "armed group": {
        "front",
        "brigade",
        "militia",
        "faction",
        "rebels",
        "fighters",
        "movement",
        "mouvement",
        "milice",
        "band",
    },
    "international organisation": {
        "union",
        "nations",
        "organisation",
        "organization",
        "institute",
        "institut",
        "council",
    },
    "population group": {"civilians", "people", "refugees", "villagers", "residents", "civils", "habitants"},
}
"""Words in a name that tell what bears it."""


def guess(name: str, cell: NamedCell, ends: Sequence[str]) -> str:
    """Return what a name that is not listed may be, by its words or the place it stands in; ``?`` if nothing tells."""
    first = ends[0] if ends else ""
    if first != "actor":
        return first
    if spoken := _speaking(name):
        return spoken
    relation = cell.word.name if cell.word else ""
    if relation == "leaderOf" and _speaking(cell.line["object"]) == "mission":
        relation = "leadsMission"
    return _LIKELY.get((relation, cell.column), "?")


def _speaking(name: str) -> str:
    said = {*fold(name).split()}
    return next((kind for kind, words in _SPEAKING.items() if words & said), "")


_SHORT = re.compile(r"[A-ZÀ-Þ][\w.’'-]*[A-ZÀ-Þ][\w.’'-]*")
"""A short name: at least two capitals, in one word."""
_BRACKETS = re.compile(r"\s*\(([^()]{2,40})\)")


def name_also(missing: Iterable[MissingName], text: str) -> list[MissingName]:
    """Give names the short ones that a text has in brackets behind them; a short name that has a long one is that."""
    given = {each.name: each for each in missing}
    for each in list(given.values()):
        spans = occurrences(each.name, text, ignore_case=True)
        behind = [found[1] for _, end in spans if (found := _BRACKETS.match(text, end))]
        each.also = next((s for told in behind for s in re.split(r"[,;]\s*", told) if _SHORT.fullmatch(s)), "")
        if each.also != each.name and (short := given.pop(each.also, None)):
            each.cells += short.cells
            each.said |= short.said
    return list(given.values())


NAMES_FILE = "names.csv"
"""The worksheet *names* of a folder that has CSV files in a workbook's place."""


def list_missing(missing: Iterable[MissingName], between: str = "\t") -> str:
    """Return lines of the worksheet *names*, ready to paste: name, what it may be, other names.

    Parameters
    ----------
    missing : iterable of MissingName
    between : str
        What stands between them: a tab, as spreadsheets take it, or a comma.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=between, lineterminator="\n")
    writer.writerows((each.name, each.what, each.also) for each in missing)
    return re.sub(f"{between}+$", "", out.getvalue().rstrip("\n"), flags=re.MULTILINE)
