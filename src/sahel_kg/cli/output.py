"""How a result is printed or written: a table, a text, a picture, each complete or not there."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sahel_kg import tables
from sahel_kg.cli.groups import OutputOptions
from sahel_kg.errors import UsageError
from sahel_kg.resources import shown, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sahel_kg.builds.build import Build


def put(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    out: OutputOptions,
    *,
    wrapper: dict[str, Any] | None = None,
    hidden: Sequence[str] = (),
) -> None:
    """Print or write a table."""
    chosen = choose_form(out, tables.FORMATS)
    emit(tables.format_rows(columns, rows, chosen, wrapper=wrapper, hidden=hidden), out.output)


def choose_form(out: OutputOptions, known: Sequence[str]) -> str:
    """Return the form that is wanted, one of those that a command knows."""
    if out.chosen not in known:
        raise UsageError(f"--format {out.chosen}: choose from {', '.join(known)}")
    return out.chosen


def emit(text: str, output: Path | None) -> None:
    """Print text, or write it to a file that is complete or not there."""
    if output is not None:
        write(output, text.encode("utf-8"))
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (`head`) has seen enough; nothing may be flushed to it at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None


def picture_suffix(out: OutputOptions) -> str | None:
    """Return the suffix of the picture that is wanted, if one is."""
    from sahel_kg.views.pictures.canvas import SUFFIXES

    suffix = out.output.suffix.lower() if out.output else ""
    if suffix not in SUFFIXES:
        return None
    if out.form is not None:
        raise UsageError(f"-o {out.output} is a picture and --format {out.form} is a table: leave one of them out")
    return suffix


def put_picture(output: Path, figure: Figure, told: str) -> None:
    """Write a picture in the form that its name asks for, and say where it is and what is in it."""
    from sahel_kg.views.pictures.canvas import save

    write(output, save(figure, output.suffix.lower()))
    typer.echo(f"{shown(output.absolute())}: {told}", err=True)


def titles_of(opened: Build) -> str:
    """Return the reports that claims were taken from, as a caption has them."""
    reports = sorted({opened.titles.get(c.source, c.source) for c in opened.admitted if c.basis != "Background"})
    return f"{'; '.join(reports)}, and background" if reports else "background"


def tell_evidence(opened: Build) -> None:
    """Say on the side by which claims an answer is that does not say so itself."""
    if opened.evidence:
        typer.echo(f"Told {opened.evidence.in_words()}.", err=True)
