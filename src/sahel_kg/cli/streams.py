"""The terminal: all text goes to it through here, and none of it can steer it."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import threading
import time
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import typer

from sahel_kg import screen, tables
from sahel_kg.errors import BeyondWarning, NamesakeWarning, UsageError


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
    _waiting.start(sys.stderr)

    def show(message: Warning | str, *_: object) -> None:
        if str(message) not in told:
            told.add(str(message))
            say(str(message))

    with contextlib.redirect_stderr(Guard(sys.stderr)), warnings.catch_warnings():
        warnings.simplefilter("always", NamesakeWarning)
        warnings.simplefilter("ignore", BeyondWarning)  # `opening.beyond` says so, and which source ends before
        warnings.showwarning = show  # type: ignore[assignment]
        try:
            yield
        finally:
            _waiting.stop()


def say(text: str) -> None:
    """Say something on the side: on standard error, in lines of its own that fit the screen."""
    _waiting.clear()
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
    _waiting.stop()
    parts = (text,) if isinstance(text, str) else text
    is_read = form in ("text", "table")
    exact = form in ("csv", "tsv") and not sys.stdout.isatty()
    try:
        for part in parts:
            part = screen.fold(part, screen.columns(sys.stdout)) if form == "text" else part
            part = part if exact else tables.harmless(part, form, styled=styled)
            sys.stdout.write(_paint(part) if is_read and screen.is_coloured(sys.stdout) else part)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (`head`) has seen enough
        _give_up(sys.stdout)
        raise typer.Exit from None
    except OSError as error:
        _give_up(sys.stdout)
        raise UsageError(f"cannot write to standard output ({error.strerror})") from None


def _paint(text: str) -> str:
    """Return a text in which signs have the colours that they have in pages and pictures."""
    from rich.console import Console
    from rich.style import Style

    from sahel_kg.record.relations import SIGN_WORDS
    from sahel_kg.views.notation import SIGNS

    system = Console(file=sys.stdout, force_terminal=True)._color_system
    styles = {word: Style.parse(SIGNS[sign].colour) for sign, word in SIGN_WORDS.items()}
    signs = re.compile(rf"(?<![\w-])({'|'.join(styles)})(?![\w-])")
    return signs.sub(lambda found: styles[found[1]].render(found[1], color_system=system), text)


class Waiting:
    """How long a command has been at work, on the last line of a terminal; gone before anything else is said.

    Parameters
    ----------
    patience : float
        Seconds that need no word.
    """

    def __init__(self, patience: float = 1.0) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._stream: TextIO | None = None
        self._is_shown = False

    def start(self, stream: TextIO) -> None:
        """Begin to count, if a terminal is there to see it."""
        self.stop()
        if not stream.isatty() or os.environ.get("TERM") == "dumb":
            return
        self._over, self._stream = threading.Event(), stream
        threading.Thread(target=self._count, args=(self._over, time.monotonic()), daemon=True).start()

    def _count(self, over: threading.Event, began: float) -> None:
        while not over.wait(self._patience):
            with self._lock:
                if not over.is_set():
                    self._write(f"\r\x1b[Kworking, {time.monotonic() - began:.0f} s ...")
                    self._is_shown = True

    def clear(self) -> None:
        """Take the line away, until the next second."""
        with self._lock:
            if self._is_shown:
                self._write("\r\x1b[K")
                self._is_shown = False

    def stop(self) -> None:
        """Count no more."""
        self._over.set()
        self.clear()

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # nobody sees it
            assert self._stream is not None
            self._stream.write(text)
            self._stream.flush()


_waiting = Waiting()


def hush() -> None:
    """Let no line be in the way of a question."""
    _waiting.stop()


def _give_up(stream: TextIO) -> None:
    """Let what is left of a stream go nowhere: nothing may be flushed to it at exit either."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def print_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        from importlib.metadata import version

        tell(f"sahel-kg {version('sahel-kg')}\n")
        raise SystemExit(0)
