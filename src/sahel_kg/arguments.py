"""Arguments of what Python calls: another kind of object than is wanted is refused in a sentence."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import wraps
from types import UnionType
from typing import Any, ForwardRef, ParamSpec, TypeVar, Union, get_args, get_origin

from sahel_kg.errors import SahelError, UsageError

_Given = ParamSpec("_Given")
_Got = TypeVar("_Got")
_Class = TypeVar("_Class", bound=type)
_SEVERAL = ("Iterable", "Sequence", "Collection", "list", "tuple", "set", "frozenset", "Listing")
_WORDS = {
    "Build": "a build, as load() gives it",
    "Situation": "a build, as load() gives it",
    "SignedNetwork": "a signed network, as take_signed gives it",
    "Camps": "camps, as find_camps gives them",
    "Paths": "paths, as find_paths gives them",
    "Tie": "a tie, as build.ties() gives it",
    "Claim": "a claim, as build.claims has it",
    "Graph": "a network, as build.network() gives it",
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "True or False",
    "Who": "an actor or its name",
    "Actor": "an actor",
    "DrawsOn": "a mapping of sources, each to those that it draws on",
    "PathLike": "a path",
    "Path": "a path",
    "Mapping": "a mapping, such as a dict",
}
"""What is wanted where an annotation names a class."""


def refuses_others(function: Callable[_Given, _Got]) -> Callable[_Given, _Got]:
    """Let a function that fails on an argument of another kind than its annotation say so.

    Nothing is refused that a function can do with: arguments are only looked at when it has failed.

    Examples
    --------
    >>> @refuses_others
    ... def count(names: list[str]) -> int:
    ...     return sum(len(name) for name in names)
    >>> count(["ab", "c"])
    3
    >>> count(7)
    Traceback (most recent call last):
    sahel_kg.errors.UsageError: names: wanted are several, each a text, and given was an int
    >>> count(["ab", None])
    Traceback (most recent call last):
    sahel_kg.errors.UsageError: names: each is to be a text, and one that was given is None
    """

    @wraps(function)
    def call(*args: _Given.args, **kwargs: _Given.kwargs) -> _Got:
        try:
            return function(*args, **kwargs)
        except SahelError:
            raise
        except Exception as error:  # whatever it is, an argument of another kind may be why
            for told in _find_wrong(function, args, kwargs):
                raise UsageError(told) from error
            raise

    return call


def all_refuse_others(cls: _Class) -> _Class:
    """Let all public methods of a class, inherited ones as well, refuse other kinds of arguments (`refuses_others`)."""
    for name, method in inspect.getmembers(cls, inspect.isfunction):
        if not name.startswith("_"):
            setattr(cls, name, refuses_others(method))
    return cls


def _find_wrong(function: Callable[..., object], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Iterable[str]:
    """Yield a sentence on each argument that is not of the kind of its annotation."""
    signature = inspect.signature(function)
    try:
        bound = signature.bind(*args, **kwargs).arguments
    except TypeError:  # names and numbers of arguments are told by Python
        return
    scope = inspect.unwrap(function).__globals__
    for name, given in bound.items():
        parameter = signature.parameters[name]
        said = parameter.annotation if isinstance(parameter.annotation, str) else _by_default(parameter.default)
        wanted = ast.parse(said, mode="eval").body
        if parameter.kind is parameter.VAR_KEYWORD:
            yield from _find_wrong_keywords(given, wanted, scope)
            continue
        for each in given if parameter.kind is parameter.VAR_POSITIONAL else [given]:
            if not _fits(each, wanted, scope):
                yield f"{name}: {_tell(each, wanted, scope)}"


def _find_wrong_keywords(given: Mapping[str, object], wanted: ast.expr, scope: Mapping[str, Any]) -> Iterable[str]:
    """Yield a sentence on each keyword that is not of the kind that its typed dictionary names."""
    choice = scope.get(_name(wanted.slice)) if isinstance(wanted, ast.Subscript) else None
    known = {key: each for cls in getattr(choice, "__orig_bases__", ()) for key, each in _keys(cls).items()}
    known |= _keys(choice)
    home = vars(sys.modules[choice.__module__]) if choice is not None else scope
    for key, each in given.items():
        said = known.get(key)
        kind = ast.parse(said, mode="eval").body if said else None
        if kind is not None and not _fits(each, kind, home):
            yield f"{key}: {_tell(each, kind, home)}"


def _keys(choice: Any) -> dict[str, str]:
    said = getattr(choice, "__annotations__", {})
    return {key: getattr(each, "__forward_arg__", each) for key, each in said.items() if not isinstance(each, type)}


def _by_default(default: object) -> str:
    """Return an annotation for an argument that has none: a keyword that is handed on has its default alone."""
    if isinstance(default, tuple):
        return "str | Mapping[str, object] | Iterable[str]"
    return type(default).__name__ if isinstance(default, (str, int)) else "object"


def _fits(given: object, wanted: ast.expr, scope: Mapping[str, Any]) -> bool:
    """Tell whether an object is of the kind that an annotation names; what is not understood fits."""
    if isinstance(wanted, ast.BinOp):
        return _fits(given, wanted.left, scope) or _fits(given, wanted.right, scope)
    if isinstance(wanted, ast.Constant):
        return given is None if wanted.value is None else True
    if isinstance(wanted, ast.Subscript):
        base, inner = _name(wanted.value), wanted.slice
        if base in _SEVERAL:
            part = inner.elts[0] if isinstance(inner, ast.Tuple) else inner
            is_several = isinstance(given, Iterable) and not isinstance(given, bytes)
            looked = given if isinstance(given, Collection) and not isinstance(given, str) else ()
            return is_several and all(_fits(each, part, scope) for each in looked)
        if base in ("Mapping", "dict"):
            return isinstance(given, Mapping)
        if base in ("OneOf", "Literal"):
            return isinstance(given, str)
        return callable(given) if base == "Callable" else True
    if isinstance(wanted, ast.Attribute):
        return _bears(given, wanted.attr)
    return _is_a(given, _name(wanted), scope)


def _is_a(given: object, name: str, scope: Mapping[str, Any]) -> bool:
    known = scope.get(name, {"str": str, "int": int, "float": (int, float), "bool": bool, "bytes": bytes}.get(name))
    if name in ("Any", "object") or (known is None and not name[:1].isupper()):
        return True
    if known is not None:
        return _is_kind(given, known)
    return _bears(given, name)  # a class that is imported for types only


def _bears(given: object, name: str) -> bool:
    return any(each.__name__ == name for each in type(given).__mro__)


def _is_kind(given: object, known: Any) -> bool:
    """Tell whether an object is of a class, or of one that an alias names."""
    if isinstance(known, UnionType) or get_origin(known) is Union:
        return any(_is_kind(given, each) for each in get_args(known))
    if isinstance(known, ForwardRef):
        return _bears(given, known.__forward_arg__)
    known = known if isinstance(known, tuple) else get_origin(known) or known
    if not isinstance(known, (type, tuple)):
        return True
    try:
        return isinstance(given, known)
    except TypeError:  # a protocol
        return True


def _name(wanted: ast.expr) -> str:
    return wanted.attr if isinstance(wanted, ast.Attribute) else wanted.id if isinstance(wanted, ast.Name) else ""


def _tell(given: object, wanted: ast.expr, scope: Mapping[str, Any]) -> str:
    """Return what is wanted and what was given, in words."""
    options = _options(wanted)
    several = next(
        (each for each in options if isinstance(each, ast.Subscript) and _name(each.value) in _SEVERAL), None
    )
    if several is None:
        return f"wanted is {' or '.join(dict.fromkeys(map(_word, options)))}, and given was {_kind(given)}"
    inner = several.slice.elts[0] if isinstance(several.slice, ast.Tuple) else several.slice
    word = " or ".join(dict.fromkeys(map(_word, _options(inner))))
    if isinstance(given, Collection) and not isinstance(given, (str, bytes)):
        other = next((each for each in given if not _fits(each, inner, scope)), given)
        return f"each is to be {word}, and one that was given is {_kind(other)}"
    return f"wanted are several, each {word}, and given was {_kind(given)}"


def _options(wanted: ast.expr) -> list[ast.expr]:
    if isinstance(wanted, ast.BinOp):
        return [*_options(wanted.left), *_options(wanted.right)]
    return [] if isinstance(wanted, ast.Constant) and wanted.value is None else [wanted]


def _word(wanted: ast.expr) -> str:
    if isinstance(wanted, ast.Subscript) and _name(wanted.value) in ("OneOf", "Literal"):
        return ast.unparse(wanted.slice).strip("()")
    name = _name(wanted.value if isinstance(wanted, ast.Subscript) else wanted)
    return _WORDS.get(name) or _with_article(name or ast.unparse(wanted))


def _kind(given: object) -> str:
    if given is None:
        return "None"
    return _with_article(type(given).__name__)


def _with_article(name: str) -> str:
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
