"""The terminal: all text goes to it through here, and none of it can steer it."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import typer

from sahel_kg import screen, tables
from sahel_kg.errors import NamesakeWarning, UsageError


def prepare() -> None:
    """Make the standard streams such that every label can be written, and that a closed one says so."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:  # else the next file that is opened takes its place
            handle = os.open(os.devnull, os.O_RDONLY if number < 2 else os.O_WRONLY)
            setattr(sys, name, open(handle, "w" if number else "r"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):  # a label must not stop a terminal that knows fewer letters
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Guard:
    """Standard error, as the parser of the command line writes to it: in colours, and with what it was given."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text that does not steer."""
        return self._stream.write(tables.harmless(text, styled=self._stream.isatty()))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Let nothing reach standard error but through a guard; what is warned of is said once, in a line."""
    told: set[str] = set()

    def show(message: Warning | str, *_: object) -> None:
        if str(message) not in told:
            told.add(str(message))
            say(str(message))

    with contextlib.redirect_stderr(Guard(sys.stderr)), warnings.catch_warnings():
        warnings.simplefilter("always", NamesakeWarning)
        warnings.showwarning = show  # type: ignore[assignment]
        yield


def say(text: str) -> None:
    """Say something on the side: on standard error, in lines of its own that fit the screen."""
    try:
        sys.stderr.write(screen.fold(tables.harmless(text), screen.columns(sys.stderr)) + "\n")
        sys.stderr.flush()
    except OSError:  # nobody hears it
        _give_up(sys.stderr)


def tell(text: str | Iterable[str], form: str = "", *, styled: bool = False) -> None:
    """Print an answer, such that it cannot steer a terminal.

    Parameters
    ----------
    text : str or iterable of str
        Whole, or in parts.
    form : str
        Its format: see `tables.harmless`; csv and tsv, which have no way to write what would, lose it on a terminal
        alone. Of a "text", which people read, each line fits the screen.
    styled : bool
        Whether it has colours that are its own.

    Raises
    ------
    UsageError
        If standard output takes no more.
    """
    parts = (text,) if isinstance(text, str) else text
    exact = form in ("csv", "tsv") and not sys.stdout.isatty()
    try:
        for part in parts:
            part = screen.fold(part, screen.columns(sys.stdout)) if form == "text" else part
            sys.stdout.write(part if exact else tables.harmless(part, form, styled=styled))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (`head`) has seen enough
        _give_up(sys.stdout)
        raise typer.Exit from None
    except OSError as error:
        _give_up(sys.stdout)
        raise UsageError(f"cannot write to standard output ({error.strerror})") from None


def _give_up(stream: TextIO) -> None:
    """Let what is left of a stream go nowhere: nothing may be flushed to it at exit either."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
