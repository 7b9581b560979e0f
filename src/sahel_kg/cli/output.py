"""How a result is printed or written: a table, a text, a picture, each complete or not there."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sahel_kg import files, screen, tables
from sahel_kg.cli import inputs
from sahel_kg.cli.groups import AnswerOptions, MeasureOptions, PathsOutput
from sahel_kg.cli.streams import say, tell
from sahel_kg.errors import UsageError, choose_from
from sahel_kg.resources import shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sahel_kg.builds.build import Build


_WARNING = re.compile(
    r"Nothing is told of \S+ by .*?, to [\d-]+\.(?= |$)|Undecided whether they are one.*?\(sahel-kg link\)\.(?= |$)"
    r"|As much cooperation as hostility, so neither: .*?\.(?= [A-Z\d]|$)"
)
PICTURES = frozenset(
    [
        ".svg",
        ".svgz",
        ".png",
        ".bmp",
        ".gif",
        ".jpg",
        ".jpeg",
        ".webp",
        ".tif",
        ".tiff",
        ".ico",
        ".heic",
        ".avif",
        ".pdf",
        ".ps",
        ".eps",
    ]
)
"""Suffixes of pictures: what is named so is no text."""


def put(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    out: AnswerOptions,
    *,
    wrapper: dict[str, Any] | None = None,
    hidden: Sequence[str] = (),
    first: Sequence[str] = (),
    most: int | None = None,
) -> None:
    """Print or write a table.

    Parameters
    ----------
    wrapper : dict, optional
        What JSON has instead of columns and rows.
    hidden, first : sequence of str
        Columns: see `tables.format_rows`.
    most : int, optional
        Rows that are asked for, in any form; else a long table shows its first ones on a screen.
    """
    chosen = choose_form(out, tables.FORMATS)
    if not out.is_read:
        rows = rows[:most]
    layout: dict[str, Any] = {"hidden": hidden, "first": first, "wide": out.is_wide, "most": most or out.most}
    text = tables.format_rows(columns, rows, chosen, wrapper=wrapper, **layout)
    emit(text, out.output, chosen, told=f"{len(rows)} row{'s' * (len(rows) != 1)}")


def choose_form(out: AnswerOptions, known: Sequence[str] = ()) -> str:
    """Return the form that is wanted, one of those that a command knows."""
    known = known or out.forms
    if out.chosen not in known:
        told = f"--format {out.form}" if out.form else f"-o {out.output}: --format {out.chosen}"
        raise UsageError(f"{told}: {choose_from(out.chosen, known)}")
    return out.chosen


def emit(text: str, output: Path | None, form: str = "", *, styled: bool = False, told: str = "") -> None:
    """Print text, or write it to a file that is complete or not there, and say so; the rest as `streams.tell` has it.

    Parameters
    ----------
    told : str
        What is said to be in the file; if nothing is, its size.
    """
    if output is None:
        tell(text, form, styled=styled)
        return
    if output.suffix.lower() in PICTURES:
        raise UsageError(f"-o {output} is named as a picture, and this is text: name a file with another suffix")
    marked = form == "csv" and inputs.is_marked(output)
    content = text.encode("utf-8-sig" if marked else "utf-8", "backslashreplace")
    save_as(output, content)
    say(f"{shown(output.absolute())}: {told or f'{len(content):,} bytes'}")


def put_text(text: str, out: AnswerOptions, *, styled: bool = False) -> None:
    """Print or write what people read: lines are folded to the screen unless it is to be as wide as it is.

    Parameters
    ----------
    styled : bool
        It has colours of its own, of which a file has no use.
    """
    if out.output is not None:
        text = tables.unstyled(text)
    emit(text, out.output, "" if out.is_wide else "text", styled=styled)


def save_as(output: Path, content: bytes) -> None:
    """Write a file that is asked for with -o."""
    inputs.refuse(output)
    files.write(output, content)


def picture_suffix(out: AnswerOptions) -> str | None:
    """Return the suffix of the picture that is wanted, if one is."""
    from sahel_kg.views.pictures.canvas import SUFFIXES

    suffix = out.output.suffix.lower() if out.output else ""
    if suffix not in PICTURES:
        return None
    if suffix not in SUFFIXES:
        known, forms = " or ".join(f"FILE{each}" for each in SUFFIXES), ", ".join(tables.FORMATS)
        raise UsageError(
            f"-o {out.output}: a picture is {known}; for a table say --format {forms}, and name it otherwise"
        )
    if out.form is not None:
        raise UsageError(f"-o {out.output} is a picture and --format {out.form} is a table: leave one of them out")
    return suffix


def put_picture(output: Path, figure: Figure, told: str) -> None:
    """Write a picture in the form that its name asks for, and say where it is and what is in it."""
    from sahel_kg.views.pictures.canvas import save

    save_as(output, save(figure, output.suffix.lower()))
    say(f"{shown(output.absolute())}: {told}")


def say_note(note: str, out: MeasureOptions | PathsOutput) -> None:
    """Say on the side what an answer was taken from, in two lines: wherever it goes, `--notes` has all of it.

    What is a warning is said whole: that a source ends before the day, that two names may be one actor's, and between
    whom there is as much cooperation as hostility.
    """
    if out.notes:
        say(note)
        return
    for found in _WARNING.finditer(note):
        say(found[0])
    room = screen.columns(sys.stderr) or screen.UNSEEN
    say(screen.shorten(_WARNING.sub("", note).replace("  ", " "), room, "--notes"))


def tell_columns(told: str, out: AnswerOptions) -> list[str]:
    """Return what stands under a table for people on what its columns mean."""
    return [f"Columns: {told}."] if told and out.is_read else []


def tell_evidence(opened: Build) -> None:
    """Say on the side by which claims an answer is that does not say so itself."""
    if opened.evidence:
        say(f"Told {opened.evidence.in_words()}.")


def tell_namesakes(opened: Build, shown: Iterable[object]) -> None:
    """Say on the side which actors of an answer bear one name, where nobody has decided whether they are one."""
    from sahel_kg.ties.undecided import tell_undecided

    if told := tell_undecided(opened, shown):
        say(told)


def warn_of(opened: Build, shown: Iterable[object]) -> None:
    """Say on the side what to know of how an answer's claims tell of actors."""
    from sahel_kg.ties.cautions import tell_cautions

    for told in tell_cautions(opened, shown):
        say(told)
