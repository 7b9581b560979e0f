"""The command that makes a folder of a report, to be coded at a spreadsheet, and hands on what was coded."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from sahel_kg import resources
from sahel_kg.cli.desk_groups import CodeOptions
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import hush, say, tell
from sahel_kg.errors import DataError, UsageError
from sahel_kg.resources import shown, user_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyoxigraph import Quad

    from sahel_kg.desk.beginning import ReportFacts
    from sahel_kg.desk.coded import CodedSheet
    from sahel_kg.desk.extraction import Extraction
    from sahel_kg.record.dataset import Asserted

_ASKED = {
    "title": "Title",
    "publisher": "Publisher",
    "published": "Date (2018-06-02, 2018-06 or 2018; empty if not known)",
    "reliability": "Reliability, A (reliable) to E, F unknown",
    "coder": "Your name",
}
"""What is asked for on a terminal, where no option says it."""
_NEEDED = ("title", "publisher", "coder")


class ReportGroup(TyperGroup):
    """`code REPORT`, unless the first word is one of its own commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Leave out the report where a command stands in its place."""
        is_command = bool(args) and args[0] in self.commands
        ctx.allow_interspersed_args = not is_command
        return super().parse_args(ctx, ["", *args] if is_command else args)


app = typer.Typer(
    name="code",
    cls=ReportGroup,
    help="Make a folder with the text of a report and a sheet to code it in; compare two codings.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
@spread
def code(
    context: typer.Context,
    choice: CodeOptions,
    report: Annotated[
        Path | None, typer.Argument(metavar="REPORT", help="A txt, md, html, docx or pdf; or a coded folder.")
    ] = None,
) -> None:
    """Make a folder with the text of a report and a sheet to code it in; builds read the folder as it is."""
    if context.invoked_subcommand is not None:
        return
    if choice.sheet is not None:
        _convert(choice.sheet, report, choice)
        return
    if report is None:
        raise UsageError("name a report: a txt, md, html, docx or pdf; or claims with --sheet FILE.trig")
    if choice.write_trig is not None:
        _pass_on(report, choice.write_trig, choice)
        return
    if report.is_dir():
        raise UsageError(f"{shown(report)} is a folder: name a report, or say --write-trig DIR to pass claims on")
    _begin(report, choice)


def _begin(report: Path, choice: CodeOptions) -> None:
    from sahel_kg.desk import beginning
    from sahel_kg.desk.extraction import extract
    from sahel_kg.desk.folder import ReportFolder
    from sahel_kg.desk.slugs import slug
    from sahel_kg.record import dataset

    taken = extract(report, encoding=choice.encoding, pages=_read_pages(choice.pages))
    name = choice.name or slug(report.stem) or "report"
    folder = ReportFolder(user_data(choice.data) / name)
    folder.check_name()
    source = beginning.make_source(report, taken, _ask(taken, choice))
    ontology = dataset.read([], resources.shipped("ontology")).ontology
    sheet, sentences = beginning.begin(folder, source, taken, ontology, csv=choice.csv)
    for note in taken.notes:
        say(note)
    where = "" if user_data(choice.data) == user_data() else f" --data {shlex.quote(shown(user_data(choice.data)))}"
    tell(
        f"{shown(folder.path)}: {sentences} sentence{'s' * (sentences != 1)} ({taken.tool})\n\n"
        f"Fill in {shown(sheet)}, a row a claim, and save it. Then:\n"
        f"  sahel-kg check{where}   what is wrong with it, and what was understood\n"
        f"  sahel-kg build{where}   the graph with your claims, and what to ask\n"
    )


def _read_pages(text: str | None) -> tuple[int, int] | None:
    """Return the first and the last page that are meant."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,6})(?:\s*[-–:]\s*(\d{1,6}))?", text.strip())
    if found is None:
        raise UsageError(f"--pages {text}: write the first and the last, as in 12-20, or one")
    return int(found[1]), int(found[2] or found[1])


def _ask(taken: Extraction, choice: CodeOptions) -> ReportFacts:
    """Return what is said of the report: by options, else by the file itself, else by whoever sits at the terminal."""
    from sahel_kg.desk.beginning import ReportFacts

    told = {
        "title": choice.title or taken.told.get("title"),
        "publisher": choice.publisher or taken.told.get("publisher"),
        "published": choice.published or taken.told.get("date"),
        "reliability": choice.reliability,
        "coder": choice.coder,
    }
    given = {**told, "title": choice.title, "publisher": choice.publisher, "published": choice.published}
    if sys.stdin.isatty():
        hush()
        for key, question in _ASKED.items():
            if given[key] is None:
                default = told[key] or {"reliability": "F"}.get(key, "")
                told[key] = _ask_until(key, question, default)
    missing = [f"--{key}" for key in _NEEDED if not told[key]]
    if missing:
        raise UsageError(f"say of the report {', '.join(missing)}; on a terminal it is asked for")
    for key, answer in told.items():
        if answer and (fault := _find_fault(key, answer)):
            raise UsageError(f"--{key} {fault}")
    published = told["published"] or ""
    letter = (told["reliability"] or "F").upper()
    if not published:
        say("No date: what is told in the present tense gets none either, until source.toml has one.")
    return ReportFacts(told["title"] or "", told["publisher"] or "", published, letter, told["coder"] or "")


def _ask_until(key: str, question: str, default: str) -> str:
    """Return an answer that will do."""
    while True:
        answer = str(typer.prompt(question, default=default, err=True, show_default=bool(default))).strip()
        fault = _find_fault(key, answer) if answer else "cannot be left out" if key in _NEEDED else ""
        if not fault:
            return answer
        say(fault)


def _find_fault(key: str, answer: str) -> str:
    """Say what is wrong with what is told of a report; nothing if it will do."""
    from sahel_kg.desk.folder import RELIABILITIES
    from sahel_kg.record.bounds import parse_date

    if key == "reliability" and answer.upper() not in RELIABILITIES:
        return f"{answer}: choose from A (reliable) to E, or F (unknown)"
    if key == "published":
        try:
            parse_date(answer)
        except ValueError as error:
            return str(error)
    return ""


def _pass_on(given: Path, target: Path, choice: CodeOptions) -> None:
    """Write the claims of a coded folder, which is given itself or by its name."""
    from sahel_kg import files
    from sahel_kg.builds import pipeline
    from sahel_kg.desk.folder import SOURCE, find_folders
    from sahel_kg.desk.passing_on import borrow, write_data

    home = user_data(choice.data)
    folder = given if (given / SOURCE).is_file() else home / given.name
    if not (folder / SOURCE).is_file():
        known = ", ".join(each.name for each in find_folders([home])) or "none"
        raise UsageError(f"{shown(given)} is no coded folder; in {shown(home)} there are: {known}")
    if target.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise UsageError(f"--write-trig {target}: a build would read these claims twice; name a folder elsewhere")
    sheets: list[CodedSheet] = []
    shipped = resources.shipped("data")
    checked = pipeline.check(pipeline.read([shipped, folder.parent], sheets.append))
    sheet = next(each for each in sheets if each.folder.path.resolve() == folder.resolve())
    has = {shown(path) for path in checked.asserted.files if path.is_relative_to(shipped)}
    borrowed = borrow(sheet, checked.asserted, has)
    for name, content in write_data(sheet, borrowed).items():
        files.write(target / name, content)
        say(f"{shown(target / name)}: written")
    if borrowed:
        _tell_borrowed(target, borrowed, checked.asserted)


def _tell_borrowed(target: Path, borrowed: Sequence[Quad], asserted: Asserted) -> None:
    """Say what of other data went along, and what those who get the claims need besides."""
    from sahel_kg.builds import pipeline
    from sahel_kg.vocabulary import compact, value

    lent = sorted({value(quad.subject) for quad in borrowed})
    homes = " and ".join(sorted({asserted.origin[iri] for iri in lent}))
    say(f"With it go the names of {', '.join(map(compact, lent))}, which {homes} declares")
    try:
        pipeline.check(pipeline.read([resources.shipped("data"), target]))
    except DataError as error:
        say(f"Alone it does not pass `sahel-kg check`: list them in its own names, or write {homes} to {target}, too")
        for problem in error.problems:
            say(str(problem))


def _convert(claims: Path, report: Path | None, choice: CodeOptions) -> None:
    """Write the claims of a file as sheets, one a source."""
    from sahel_kg.builds import pipeline
    from sahel_kg.desk.beginning import refuse_taken, write_folder
    from sahel_kg.desk.converting import convert, sheet_files
    from sahel_kg.desk.folder import ReportFolder
    from sahel_kg.desk.words import Wordbook
    from sahel_kg.record.sources import recognise

    file = claims.absolute()
    home = file.parent.parent if file.parent.name == "claims" else file.parent
    read = pipeline.read(list(dict.fromkeys([*resources.data_folders([home]), *resources.data_folders()])))
    found = recognise(report, read) if report else None
    converted = convert(file, pipeline.check(read).asserted, (found.iri, found.text) if found else None)
    target = user_data(choice.data)
    for each in converted:
        folder = ReportFolder(target / (choice.name or each.name))
        refuse_taken(folder)
    words = Wordbook(read.ontology)
    for each in converted:
        folder = ReportFolder(target / (choice.name or each.name))
        write_folder(folder, {**each.files, **sheet_files(folder.name, each.draft, words, csv=choice.csv)})
        rows, left = len(each.draft.places), each.draft.left
        tell(f"{shown(folder.path)}: {rows} of {rows + len(left)} claims are rows\n")
        for claim, why in left.items():
            say(f"{claim} stays TriG (rest.trig): {why}")
    say(f"Now move {shown(file)} out of your data: a build would read its claims twice")
