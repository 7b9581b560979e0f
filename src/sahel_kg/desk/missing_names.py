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


_LINKS = {"of", "and", "for", "in", "on", "de", "du", "des", "et", "pour", "en", "au", "aux", "le", "la", "les", "the"}
"""Small words within a name."""
_LONGEST = 12
"""Words of a long name."""


def name_also(missing: Iterable[MissingName], text: str) -> list[MissingName]:
    """Give names the short ones that a text has in brackets behind them; a short name that has a long one is that.

    A short name whose long one stands in no row gets that, as the text has the two together.
    """
    given = {each.name: each for each in missing}
    for each in list(given.values()):
        spans = occurrences(each.name, text, ignore_case=True)
        behind = [found[1] for _, end in spans if (found := _BRACKETS.match(text, end))]
        each.also = next((s for told in behind for s in re.split(r"[,;]\s*", told) if _SHORT.fullmatch(s)), "")
        if each.also != each.name and (short := given.pop(each.also, None)):
            each.cells += short.cells
            each.said |= short.said
    for each in given.values():
        if not each.also and _SHORT.fullmatch(each.name):
            each.also = find_long(each.name, text)
            each.what = (_speaking(each.also) or "?") if each.what == "?" else each.what
    return list(given.values())


def find_long(short: str, text: str) -> str:
    """Return the long name that a text has beside a short one: before its brackets, or in brackets behind it.

    Its words begin with the letters of the short one; else all words with capitals before the brackets are taken.

    >>> find_long("RSF", "Since May the Rapid Support Forces (RSF) hold it.")
    'Rapid Support Forces'
    >>> find_long("FAMa", "The FAMa (Forces armées maliennes) hold it.")
    'Forces armées maliennes'
    >>> find_long("MINUSMA", "In May the Stabilization Mission in Mali (MINUSMA, by its French name) left.")
    'Stabilization Mission in Mali'
    >>> find_long("AQIM", "men of al-Qaeda in the Islamic Maghreb (AQIM) left."), find_long("RSF", "(RSF) hold it.")
    ('al-Qaeda in the Islamic Maghreb', '')
    """
    own = re.escape(short)
    before = [text[: found.start()] for found in re.finditer(rf"\s*\(\s*{own}(?![\w-])[^()]{{0,60}}\)", text)]
    runs = [re.split(r"[.!?;:,()\"“”]|\n\s*\n", told)[-1].split()[-_LONGEST:] for told in before]
    for words in runs:
        fitting = [words[start:] for start in range(len(words) - 1, -1, -1) if _abbreviates(short, words[start:])]
        if fitting:
            return " ".join(fitting[0])
    behind = re.findall(rf"(?<![\w-]){own}\s*\(([^()]{{2,90}})\)", text)
    if fits := [told for told in behind if _abbreviates(short, told.split())]:
        return " ".join(fits[0].split())
    return next((" ".join(name) for words in runs if len(name := _capitalised(words)) > 1), "")


def _abbreviates(short: str, words: Sequence[str]) -> bool:
    """Tell whether a short name is made of the letters of some words in their order, of each the first at least."""
    left = "".join(c for c in fold(short) if c.isalnum())
    if len(words) < 2 or not words[-1][:1].isalpha():
        return False
    parts = [part for word in words for part in word.split("-") if part]  # al-Qaeda gives two letters
    bare = [part for part in parts if part is parts[0] or part.lower() not in _LINKS]
    return any(_begin_with(left, told) for told in (bare, parts))


def _begin_with(left: str, words: Sequence[str]) -> bool:
    for word in words:
        letters = fold(word).replace(" ", "")
        if not left.startswith(letters[:1]):
            if word.lower() in _LINKS and word is not words[0]:
                continue
            return False
        taken = 0
        for letter in letters if word is words[-1] else letters[:1]:
            taken += left[taken : taken + 1] == letter
        left = left[taken:]
    return not left


def _capitalised(words: Sequence[str]) -> list[str]:
    """Return the words at the end that have capitals, with the small ones between them; an article tells a new name."""
    name: list[str] = []
    for word, earlier in zip(reversed(words), ["", *words][-2::-1], strict=True):
        is_within = bool(name) and word in _LINKS and (word != "the" or earlier in _LINKS)
        if not (word[:1].isupper() or is_within):
            break
        name.insert(0, word)
    while name and (name[0].lower() in _LINKS or not name[0][:1].isupper()):
        del name[0]
    return name


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
