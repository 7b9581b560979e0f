"""Docstrings made of others: what a function hands on as keywords is told where it is asked for, and written once."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

Called = TypeVar("Called", bound=Callable[..., object])
_PLACE = re.compile(r"^( *)\{keywords\}$", re.MULTILINE)
_SECTION = re.compile(r"^Parameters\n-+\n(.*?)(?=\n\n[A-Z]\w+\n-+\n|\Z)", re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(r"^(\w+(?:, \w+)*) : .*(?:\n .*)*", re.MULTILINE)


def read_parameters(*documented: object) -> dict[str, str]:
    """Return what is said of each parameter, name and type included; what is documented later counts.

    >>> def jump(far):
    ...     '''Jump.
    ...
    ...     Parameters
    ...     ----------
    ...     far : int
    ...         In metres.
    ...     '''
    >>> read_parameters(jump)
    {'far': 'far : int\\n    In metres.'}
    """
    found: dict[str, str] = {}
    for each in documented:
        section = _SECTION.search(inspect.getdoc(each) or "")
        for entry in _ENTRY.finditer(section[1] if section else ""):
            names = entry[1].split(", ")
            rest = entry[0].removeprefix(entry[1])
            found |= {name: f"{name}{rest}" for name in names}
    return found


def hands_on(keywords: Iterable[str], *documented: object) -> Callable[[Called], Called]:
    """Put what is said of keywords in place of ``{keywords}`` in a docstring, and themselves into the signature.

    A shell completes by the signature; without it ``**choice`` is all that it knows.

    Parameters
    ----------
    keywords : iterable of str
    *documented
        Functions and classes whose docstrings say it and whose signatures say what is taken without it, or a mapping
        of what is; what comes later counts.
    """

    def write(function: Called) -> Called:
        if function.__doc__:
            said = read_parameters(*documented)
            lines = "\n".join(said[name] for name in keywords).splitlines()
            function.__doc__ = _PLACE.sub(lambda at: "\n".join(f"{at[1]}{line}" for line in lines), function.__doc__)
        function.__signature__ = _spell_out(inspect.signature(function), keywords, documented)  # type: ignore[attr-defined]
        return function

    return write


def _spell_out(own: inspect.Signature, keywords: Iterable[str], documented: Iterable[object]) -> inspect.Signature:
    """Return a signature with the keywords in place of ``**choice``, defaulting as what is documented does."""
    defaults: dict[str, object] = {}
    for each in documented:
        if isinstance(each, Mapping):
            defaults |= each
        elif callable(each):
            defaults |= {name: told.default for name, told in inspect.signature(each).parameters.items()}
    kept = [each for each in own.parameters.values() if each.kind is not each.VAR_KEYWORD]
    handed = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=defaults.get(name)) for name in keywords]
    return own.replace(parameters=[*kept, *handed])
