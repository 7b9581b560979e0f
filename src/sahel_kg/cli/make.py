"""The commands that make a build and hold its data against rules and sources."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from sahel_kg.cli import options
from sahel_kg.cli.groups import OutputOptions, ReviewOutput
from sahel_kg.cli.opening import open_build
from sahel_kg.cli.output import put
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say, tell
from sahel_kg.resources import build_folder, data_folders, shown

if TYPE_CHECKING:
    from sahel_kg.desk.coded import CodedSheet


def build(
    folder: options.Build = None,
    data: options.Data = None,
    source: options.OnlySource = None,
    without: options.Without = None,
    without_shipped: options.WithoutShipped = False,
    cross_check: options.CrossCheck = False,
) -> None:
    """Check the data, infer what follows and publish the build folder."""
    from sahel_kg.builds import pipeline
    from sahel_kg.views.text import terminal

    target = build_folder(folder)
    pipeline.run(
        target,
        data_folders(data, folder),
        sources=source or (),
        without=without or (),
        without_shipped=without_shipped,
        cross_check=cross_check,
        progress=lambda stage: say(f"{stage} ..."),
    )
    where = "" if target == build_folder() else f" --build {shlex.quote(shown(target))}"
    tell(terminal.summary(open_build(folder), where), "text")


def check(data: options.Data = None) -> None:
    """Check data and ontology: shapes, terms, dates, locators, claims told twice; of a sheet what was understood."""
    from sahel_kg.builds import pipeline
    from sahel_kg.checks.locators import list_unlisted
    from sahel_kg.cli.sheets import tell_sheet
    from sahel_kg.desk.outside_years import tell_outside
    from sahel_kg.ties.words import count

    sheets: list[CodedSheet] = []

    def take(sheet: CodedSheet) -> None:
        sheets.append(sheet)
        tell_sheet(sheet)

    checked = pipeline.check(pipeline.read(data_folders(data), take), build_folder())
    for name in list_unlisted(checked.asserted, checked.claims):
        what = f"which sentences of source:{name} are coded, nobody can tell; list them there"
        say(f"segments/{name}.csv is missing: {what}")
    for sheet in sheets:
        for text in tell_outside(sheet, checked.claims):
            say(text)
        rows = len({claim.row for claim in sheet.claims if claim.row})
        tell(f"{sheet.folder.name}: {count(rows, 'row')}, {count(len(sheet.claims), 'claim')}\n", "text")
    files = len(checked.asserted.files)
    all_data = "all data, those that are shipped among them: " if sheets else ""
    tell(f"{all_data}{count(len(checked.claims), 'claim')} in {count(files, 'file')}: no problem found\n", "text")


@spread
def verify(
    out: ReviewOutput,
    source: options.Text = None,
    show_spans: options.Spans = False,
    old: options.OldText = None,
    mend: options.Mend = False,
    data: options.Data = None,
) -> None:
    """Confirm every locator against the source's own text; of one that has changed, say what became of each place."""
    from sahel_kg.builds import pipeline
    from sahel_kg.cli import sheets
    from sahel_kg.record import sources
    from sahel_kg.ties.words import count

    folders = data_folders(data)
    if changed := sheets.find_changed(source, folders, old, mend):
        sheets.follow_text(changed, old, mend, out)
        return
    texts = sheets.find_texts(source, folders)
    checked = pipeline.check(pipeline.read(folders), build_folder())
    for path in texts:
        text = sources.recognise(path, checked.asserted)
        found = sources.verify(text, checked.claims, checked.asserted)
        if show_spans:
            sheets.show_review(text.name, found, checked.asserted, out)
        else:
            tell(f"{shown(path)} is source:{text.name}; {count(len(found), 'locator')} confirmed\n", "text")


@spread
def coverage(source: options.Covered, out: OutputOptions, data: options.Data = None) -> None:
    """List the sentences of a source that are coded, excused or missing, by paragraph."""
    from sahel_kg.builds import pipeline
    from sahel_kg.record import sources
    from sahel_kg.ties.words import count
    from sahel_kg.views.text import terminal

    checked = pipeline.check(pipeline.read(data_folders(data)))
    covered = sources.cover(sources.find(source, checked.asserted), checked.claims, checked.asserted)
    columns = ("paragraph", "segment", "state", "claims", "reason", "note")
    put(columns, terminal.coverage_rows(covered), out, wrapper=covered.as_dict())
    done = f"{count(len(covered.segments), 'sentence')}: {len(covered.coded)} coded, {len(covered.excused)} excused"
    say(f"{done}, {len(covered.missing)} missing")
