"""What a reader of one kind of file took out of a report, before it is one text."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata

from sahel_kg.errors import ParseError, Problem, SahelError, UsageError
from sahel_kg.resources import installing

MAX_BYTES = 100_000_000
"""What a report may have at most, and what a packed one may unpack to."""


@dataclass(frozen=True)
class Taken:
    """Paragraphs in their order, and what is to be known about them.

    Parameters
    ----------
    paragraphs : tuple of str
        None of them empty.
    tool : str
        What took them out, with its version.
    told : mapping
        What the file says of itself: ``title``, ``author``, ``date``, ``publisher``; only what it says.
    notes : tuple of str
        What is not among the paragraphs, each a sentence for the reader.
    """

    paragraphs: tuple[str, ...]
    tool: str
    told: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def tool(package: str) -> str:
    """Name a package with its version."""
    return f"{package} {metadata.version(package)}"


def refuse(file: str, message: str, node: str = "") -> ParseError:
    """Return the error that a report cannot be read, to be raised."""
    return ParseError([Problem(file, node, message)])


@contextlib.contextmanager
def needed() -> Iterator[None]:
    """Import what only the desk needs.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise UsageError(f"the desk needs {error.name}: {installing('desk')}") from None


@contextlib.contextmanager
def unreadable(file: str, message: str) -> Iterator[None]:
    """Turn whatever a parser of damaged files raises into one message.

    Raises
    ------
    ParseError
    """
    try:
        yield
    except SahelError:
        raise
    except Exception as error:
        told = str(error).strip().splitlines()
        raise refuse(file, message.format((told[0][:80] if told else "") or type(error).__name__)) from None
