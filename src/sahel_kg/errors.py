"""Every error that sahel-kg raises on purpose: one root class, each subclass with the objects it is about.

Only the command line turns them into one line and an exit code.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_SPOKEN = ContextVar("spoken", default=False)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_A-Z]){2,}")
"""A word of a name, also of one written together: ``fights`` and ``Alongside``."""
_QUESTION = re.compile(r"`sahel-kg query ([\w-]+)`")
_OPTION = re.compile(r"`[^`]*`|(?<![\w-])--([a-z]+(?:-[a-z]+)*)")


@contextmanager
def speaking_of_options() -> Iterator[None]:
    """Let errors call what was given as the command line does; in Python they call ``--as-of`` ``as_of``."""
    token = _SPOKEN.set(True)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


class SahelError(Exception):
    """Root of all errors raised on purpose; its text says what is wrong and what to do.

    Options and questions stand in it as the command line has them. Who catches it in Python reads them as arguments and
    calls.

    >>> str(UsageError("--as-of: '2019-13' is no day"))
    "as_of: '2019-13' is no day"
    >>> str(UsageError("no source 'g': `sahel-kg query sources` lists them"))
    "no source 'g': `build.query('sources')` lists them"
    """

    exit_code = 1

    def __str__(self) -> str:
        said = super().__str__()
        if _SPOKEN.get():
            return said
        said = said.replace("name one with --build", "give the folder of one as path")
        said = said.replace("`sahel-kg show`", "`sahel-kg query actors-by-name`")
        said = said.replace("`sahel-kg queries`", "`build.queries`")
        said = _QUESTION.sub(r"`build.query('\1')`", said)
        # what else stands between backticks is a command to type
        return _OPTION.sub(lambda found: found[0] if found[0].startswith("`") else found[1].replace("-", "_"), said)


class UsageError(SahelError):
    """The caller asked for something that does not exist or cannot be (a query, an actor, a parameter)."""

    exit_code = 2


def listed(given: str | Iterable[str]) -> tuple[str, ...]:
    """Return what was given as a list; a text is a list of one, not of its letters.

    >>> listed("attacked"), listed(["attacked", "opposes"])
    (('attacked',), ('attacked', 'opposes'))

    Raises
    ------
    UsageError
        For what is no text and has none in it.
    """
    if isinstance(given, str):
        return (given,)
    want(given, Iterable, "a name or several")
    return tuple(given)


def want(given: object, kind: type | tuple[type, ...], words: str) -> None:
    """Refuse another kind of object than is wanted.

    Raises
    ------
    UsageError
        Saying what is wanted, and how it is had.

    Examples
    --------
    >>> want({}, list, "a list")
    Traceback (most recent call last):
    sahel_kg.errors.UsageError: wanted is a list, and given was a dict
    """
    if not isinstance(given, kind):
        name = type(given).__name__
        raise UsageError(f"wanted is {words}, and given was {'an' if name[0].lower() in 'aeiou' else 'a'} {name}")


def want_truth(**given: object) -> None:
    """Refuse what is no truth value: a text is taken for true, whatever it says.

    Raises
    ------
    UsageError
        Naming the argument.

    Examples
    --------
    >>> want_truth(described="no")
    Traceback (most recent call last):
    sahel_kg.errors.UsageError: described: 'no' is no truth value: give True or False
    """
    for name, each in given.items():
        if not isinstance(each, bool) and type(each).__name__ not in ("bool", "bool_"):  # of numpy
            raise UsageError(f"{name}: {each!r} is no truth value: give True or False")


def refuse_unknown(given: Iterable[str], known: Iterable[str], otherwise: Mapping[str, str] | None = None) -> None:
    """Refuse keywords that mean nothing; `otherwise` has those of other calls, each with what it is called here.

    Raises
    ------
    UsageError
        Naming them.

    Examples
    --------
    >>> refuse_unknown(["day"], ["as_of", "window"])
    Traceback (most recent call last):
    sahel_kg.errors.UsageError: nothing is chosen by day: choose from as_of, window
    """
    names = sorted(known)
    unknown = [name for name in given if name not in names]
    if unknown:
        meant = (otherwise or {}).get(unknown[0])
        told = f"{choose_from('', names)}; did you mean {meant}?" if meant else choose_from(unknown[0], names)
        raise UsageError(f"nothing is chosen by {', '.join(unknown)}: {told}")


def choose_from(given: object, known: Iterable[str]) -> str:
    """Return what is to be chosen from, and which of it looks like what was given.

    >>> choose_from("degre", ["degree", "katz"])
    'choose from degree, katz; did you mean degree?'
    """
    names = list(known)
    near = suggest(str(given).casefold(), {each.casefold(): each for each in names}, cutoff=0.6)
    tells = not all(each in near for each in names)  # else each is as near as the others
    return f"choose from {', '.join(names)}{near if tells else ''}"


def _swap(name: str, known: Iterable[str]) -> list[str]:
    """Return the names that have the same letters in another order: JMIN for JNIM."""
    letters = sorted(name)
    return [each for each in known if len(each) == len(name) and sorted(each) == letters][:3]


def suggest(name: str, known: Mapping[str, str] | Iterable[str], then: str = "", *, cutoff: float = 0.7) -> str:
    """Return what goes behind a message on a name that nothing has: what looks like it, and what to do.

    Parameters
    ----------
    name : str
    known : mapping of str to str, or iterable of str
        The names that there are, each with what to call it.
    then : str
        Where all of them stand.
    cutoff : float
        How alike two names must be, from 0 to 1; a word of a longer one will do where no whole one is near.

    Examples
    --------
    >>> suggest("suports", ["supports", "opposes"], "docs/reference.md lists them all")
    '; did you mean supports? docs/reference.md lists them all'
    >>> suggest("brukina", {"burkina faso": "Burkina Faso", "burkinabe": "the Burkinabe"})
    '; did you mean Burkina Faso or the Burkinabe?'
    >>> suggest("jmin", ["jnim", "isgs"])
    '; did you mean jnim?'
    >>> suggest("x", [])
    ''
    """
    from difflib import SequenceMatcher, get_close_matches

    called = known if isinstance(known, Mapping) else {each: each for each in known}
    close = get_close_matches(name, called, n=3, cutoff=cutoff) or _swap(name, called)
    near = dict.fromkeys(called[each] for each in close)
    if not get_close_matches(name, called, n=1, cutoff=0.8):
        words: dict[str, dict[str, None]] = {}
        for each, meant in called.items():
            for word in _WORD.findall(each):
                words.setdefault(word.casefold(), {})[meant] = None
        said = list(map(str.casefold, _WORD.findall(name)))
        alike = {
            word: SequenceMatcher(a=word, b=given).ratio()
            for given in said
            if 2 * len(given) >= len("".join(said))  # what is less of it tells no name
            for word in get_close_matches(given, words, n=3, cutoff=cutoff if cutoff < 0.7 else 0.8)
            if sum(each.size for each in SequenceMatcher(a=word, b=given).get_matching_blocks()) >= min(4, len(given))
        }
        parts = [meant for word in sorted(alike, key=lambda word: -alike[word]) for meant in sorted(words[word])]
        near = dict.fromkeys([*parts, *near][:3])
    told = [f"did you mean {' or '.join(near)}?"] if near else []
    return "; " + " ".join([*told, *([then] if then else [])]) if told or then else ""


class LimitError(SahelError):
    """A limit on time, rows or facts was reached; nothing partial was written."""

    exit_code = 3


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with the data.

    Parameters
    ----------
    file : str
        The file it stands in, as the user would name it ("" if it belongs to none).
    node : str
        The line ("line 12") or node (a CURIE) it is about.
    message : str
        What is wrong and what to do about it.
    """

    file: str
    node: str
    message: str

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.node) if part)
        return f"{where}: {self.message}" if where else self.message


def order(name: str) -> list[tuple[int, str]]:
    """Return a key by which names with numbers in them are sorted as people do, cells of a sheet by their line first.

    >>> sorted(["line 10", "line 2", "p2-b", "p2", "claims B10", "claims D2"], key=order)
    ['claims D2', 'claims B10', 'line 2', 'line 10', 'p2', 'p2-b']
    """
    name = _CELL.sub(r"\2\1", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


_CELL = re.compile(r"(?<= )([A-Z]{1,2})(\d+)\b")


class DataError(SahelError):
    """Data that cannot be used.

    Attributes
    ----------
    problems : tuple of Problem
        All that was found, sorted; never empty.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda each: (each.file, order(each.node), each.message)))
        super().__init__("\n".join(map(str, self.problems)))


class ParseError(DataError):
    """A file that is not what its name says: bad syntax, wrong encoding, empty."""


class AmbiguousNameError(UsageError):
    """A name that fits several actors.

    Attributes
    ----------
    name : str
    candidates : tuple of str
        CURIEs of the actors it fits.
    """

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        super().__init__(f"'{name}' fits several actors: {', '.join(self.candidates)}. Give one of these instead.")


class NamesakeWarning(UserWarning):
    """A name that was given is another actor's as well."""


class BeyondWarning(UserWarning):
    """A day that was given lies before or after everything that is dated."""


class UnclaimedWarning(UserWarning):
    """Statements of a data folder that are read and of which nothing comes: no claim makes them."""


class WholeWarning(UserWarning):
    """An answer that is of the whole build, though only a day or some evidence of it was asked."""


def warn(text: str, category: type[Warning]) -> None:
    """Warn at the line of whoever called this package: what lies in between is no concern of theirs."""
    frame, level = sys._getframe(1), 2
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_INSIDE):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, category, stacklevel=level)


_INSIDE = (os.path.dirname(__file__) + os.sep, functools.__file__, contextlib.__file__)
