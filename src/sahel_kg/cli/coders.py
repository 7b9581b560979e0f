"""The commands about two codings of one report: how far they agree, and the sheet that is agreed on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sahel_kg import files, resources, tables
from sahel_kg.cli.code import app
from sahel_kg.cli.desk_groups import SettleOptions
from sahel_kg.cli.examples import show_example
from sahel_kg.cli.groups import OutputOptions
from sahel_kg.cli.output import choose_form, emit, put
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say, tell
from sahel_kg.errors import UsageError
from sahel_kg.resources import shown, user_data

if TYPE_CHECKING:
    from sahel_kg.desk.agreement import ColumnAgreement, Comparison
    from sahel_kg.record.dataset import Asserted


One = Annotated[Path, typer.Argument(metavar="ANA", help="A coded folder, or a workbook in one.")]
Other = Annotated[Path, typer.Argument(metavar="BEN", help="The other coder's, of the same text.")]


@app.command("compare", epilog=show_example("code compare"))
@spread
def compare(one: One, other: Other, out: OutputOptions) -> None:
    """Pair the rows of two coders and say how far they agree; -o FILE.csv writes what differs, to be decided."""
    from sahel_kg.desk import codings, settling

    chosen = choose_form(out, ("table", "csv"))
    first, second = codings.read_codings(one, other, _others(one, other))
    comparison, _ = codings.compare_codings(first, second)
    divergences = settling.list_divergences(comparison)
    if chosen == "csv":
        emit(settling.write_divergences(divergences, first.coder, second.coder).decode("utf-8-sig"), out.output, "csv")
    else:
        _tell_agreement(comparison, first.coder, second.coder)
        columns = ("pair", "sentence", "quote", "column", first.coder, second.coder)
        rows = [(d.key, d.sentence, d.quote, d.column, d.one, d.other) for d in divergences]
        put(columns, rows, out, first=("pair", "column", first.coder, second.coder))
    pairs, alone = len(comparison.pairs), (len(comparison.only_one), len(comparison.only_other))
    same = pairs - len(comparison.differing)
    lone = f"{alone[0]} only {first.coder} has, {alone[1]} only {second.coder}"
    say(f"{pairs} rows are paired, {same} of them alike; {lone}")


def _tell_agreement(comparison: Comparison, one: str, other: str) -> None:
    pairs = [(f"{p.one.number} with {p.other.number}", p.one.sentence, f"{p.likeness:.2f}") for p in comparison.pairs]
    tell(tables.render_table((f"{one} with {other}", "sentence", "alike in place and names"), pairs) + "\n")
    rows = [(each.column, each.pairs, each.alike, *_shares(each)) for each in comparison.columns]
    tell(tables.render_table(("column", "pairs", "alike", "share", "alpha"), rows) + "\n")


def _shares(each: ColumnAgreement) -> tuple[str, str]:
    share = f"{each.share:.0%}" if each.share is not None else ""
    return share, each.why if each.alpha is None else f"{each.alpha:.2f}"


@app.command("settle", epilog=show_example("code settle"))
@spread
def settle(
    one: One,
    other: Other,
    decided: Annotated[Path, typer.Argument(metavar="DECIDED", help="What `code compare -o` wrote, filled in.")],
    choice: SettleOptions,
) -> None:
    """Write the agreed sheet of two codings, and beside it who decided what and why."""
    from sahel_kg.desk import codings, settling
    from sahel_kg.desk.beginning import refuse_taken
    from sahel_kg.desk.folder import SEGMENTS, SOURCE, TEXT, ReportFolder
    from sahel_kg.desk.words import Wordbook
    from sahel_kg.desk.workbook import write_tables, write_workbook

    others = _others(one, other)
    pair = codings.read_codings(one, other, others)
    comparison, events = codings.compare_codings(*pair)
    names = (pair[0].coder, pair[1].coder)
    settled = settling.read_decisions(decided, settling.list_divergences(comparison), names, choice.by)
    folder = ReportFolder(user_data(choice.data) / (choice.name or pair[0].folder.name))
    folder.check_name()
    if folder.path.resolve() in {each.folder.path.resolve() for each in pair}:
        raise UsageError(f"{shown(folder.path)} is one of the two codings: choose another place with --name or --data")
    refuse_taken(folder)
    words = Wordbook(others.ontology)
    filling = settling.fill(pair, comparison, settled, events)
    name = f"{folder.name}.xlsx"
    contents = {
        SOURCE: settling.settle_source(pair, choice.by),
        **{each: files.read(pair[0].folder.path / each) for each in (TEXT, SEGMENTS)},
        "decisions.csv": settling.write_decisions(settled, names),
        **(write_tables(filling, words) if choice.csv else {name: write_workbook(filling, words)}),
    }
    for file, content in contents.items():
        files.write(folder.path / file, content)
    tell(f"{shown(folder.path)}: {len(filling.claims)} rows agreed on, {len(settled)} of them by decision\n")
    inside = [each.path for each in pair if user_data(choice.data).resolve() in each.path.resolve().parents]
    if inside:
        say(f"Now move {' and '.join(map(shown, inside))} out of your data: a build would read their claims as well")


def _others(*codings: Path) -> Asserted:
    """Return the data beside which two codings are read, which are not among them."""
    from sahel_kg.desk.intake import read_beside

    folders = [path if path.is_dir() else path.parent for path in codings]
    return read_beside(
        resources.data_folders(), resources.shipped("ontology"), [*folders, *(f.parent for f in folders)]
    )
