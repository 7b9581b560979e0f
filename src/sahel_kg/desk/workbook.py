"""The sheet that is filled in: a workbook with its four worksheets and drop-downs, or a csv file each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sahel_kg.desk.columns import WORKSHEETS, Column
from sahel_kg.desk.taken import needed
from sahel_kg.desk.words import HappeningWord, RelationWord, Word, Wordbook
from sahel_kg.tables import neutral

SPARE = 150
"""Lines that are numbered and empty, to be filled in."""
_LAST = 2000
"""The last line that drop-downs reach."""


@dataclass
class Filling:
    """What stands in the worksheets: lines of cells by the names of their columns."""

    claims: list[dict[str, str]] = field(default_factory=list)
    names: list[dict[str, str]] = field(default_factory=list)
    sentences: list[dict[str, str]] = field(default_factory=list)
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def lines(self, worksheet: str, words: Wordbook) -> list[dict[str, str]]:
        """Return the lines of a worksheet; those of the claims are followed by numbered empty ones."""
        if worksheet == "words":
            return [_word_line(word, self.own.get(word.word, ())) for word in words.all]
        given: list[dict[str, str]] = getattr(self, worksheet)
        if worksheet != "claims":
            return given
        last = max((int(line["row"]) for line in given if line.get("row", "").isdecimal()), default=0)
        return [*given, *({"row": str(last + number)} for number in range(1, SPARE + 1))]


def _word_line(word: Word, own: Sequence[str]) -> dict[str, str]:
    where = "relation" if word.group in ("happening", "loss") else {"kind": "what"}.get(word.group, word.group)
    return {
        "for": "object" if word.group == "value" else where,
        "word": word.word,
        "your words": "; ".join(own),
        "meaning": word.meaning,
        "example": word.example,
    }


def write_workbook(filling: Filling, words: Wordbook) -> bytes:
    """Return the sheet as an xlsx file."""
    with needed():
        import openpyxl
        from openpyxl.comments import Comment
        from openpyxl.styles import Alignment, Font, PatternFill
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, columns in WORKSHEETS.items():
        sheet = book.create_sheet(name)
        for index, column in enumerate(columns, 1):
            cell = sheet.cell(1, index, column.name)
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6EE")
            cell.comment = Comment(column.hint, "sahel-kg", width=320, height=90)
            sheet.column_dimensions[cell.column_letter].width = column.width
        for number, line in enumerate(filling.lines(name, words), 2):
            for index, column in enumerate(columns, 1):
                text = line.get(column.name, "")
                if name == "sentences" and column.name == "rows":
                    sheet.cell(number, index, f"=COUNTIF(claims!$B$2:$B${_LAST},$A{number})")
                elif text:
                    is_number = column.name in ("row", "credibility") and text.isdecimal()
                    cell = sheet.cell(number, index, int(text) if is_number else text)
                    if not is_number:
                        cell.data_type = "s"  # a sentence may begin with =
                    cell.alignment = Alignment(wrap_text=column.width >= 40, vertical="top")
        sheet.freeze_panes = "D2" if name == "claims" else "B2"
        _offer(sheet, name, columns, words)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _offer(sheet: object, worksheet: str, columns: Sequence[Column], words: Wordbook) -> None:
    """Let cells offer the words that are listed; what is not among them is warned of, and stays possible."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for index, column in enumerate(columns, 1):
        letter = get_column_letter(index)
        if column.words:
            where = _span_of(words, column.words)
        elif worksheet == "claims" and column.name in ("subject", "object", "place", "speaker"):
            where = f"names!$A$2:$A${_LAST}"
        elif worksheet == "claims" and column.name == "sentence":
            where = f"sentences!$A$2:$A${_LAST}"
        else:
            continue
        rule = DataValidation(type="list", formula1=where, allow_blank=True, errorStyle="warning")
        rule.error = f"'{column.name}' has no such word in its list. Keep it all the same?"
        rule.errorTitle = "Not in the list"
        rule.showErrorMessage = bool(column.words)
        rule.add(f"{letter}2:{letter}{_LAST}")
        sheet.add_data_validation(rule)  # type: ignore[attr-defined]


def _span_of(words: Wordbook, groups: Sequence[str]) -> str:
    """Return where the words of some groups, which follow each other, are listed."""
    lines = [line for line, word in enumerate(words.all, 2) if word.group in groups]
    return f"words!$B${lines[0]}:$B${lines[-1]}"


def write_tables(filling: Filling, words: Wordbook) -> dict[str, bytes]:
    """Return the sheet as csv files by name."""
    return {f"{name}.csv": _table(columns, filling.lines(name, words)) for name, columns in WORKSHEETS.items()}


def _table(columns: Sequence[Column], lines: Iterable[Mapping[str, str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([neutral(line.get(column.name, "")) for column in columns] for line in lines)
    return stream.getvalue().encode("utf-8-sig")


def list_words(words: Wordbook) -> str:
    """Return docs/relations.md: the same words as tables."""
    out = []
    titles = {
        "relation": "Relations",
        "happening": "Happenings",
        "loss": "Losses",
        "kind": "Kinds",
        "told as": "Told as",
        "basis": "Basis",
        "credibility": "Credibility",
        "left out because": "Left out because",
        "value": "Words of fixed lists",
    }
    for group, title in titles.items():
        found = words.of_group(group)
        out += [
            f"## {title}",
            "",
            "| word | means | example | read as the same | in the graph |",
            "|---|---|---|---|---|",
        ]
        for word in found:
            cells = (f"**{word.word}**", word.meaning, word.example, "; ".join(word.also), _term(word))
            out.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
        out.append("")
    return "\n".join(out)


def _term(word: Word) -> str:
    from sahel_kg.vocabulary import compact

    if isinstance(word, HappeningWord):
        roles = [role for role in (word.subject_role, word.object_role) if role]
        return f"`{', '.join(f'skg:{name}' for name in (*word.types, *roles))}`"
    if isinstance(word, RelationWord) and word.swapped:
        return f"`{compact(word.term)}`, from the other end"
    return f"`{compact(word.term)}`" if word.term else ""
