"""Python before 3.11.5 matches possessive and atomic parts wrongly (github.com/python/cpython, issue 106052)."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import sahel_kg

FAULTY = {str(_constants.POSSESSIVE_REPEAT), str(_constants.ATOMIC_GROUP)}


def _patterns(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _patterns(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _patterns(each)
    elif isinstance(getattr(value, "__self__", None), re.Pattern):  # `re.compile(...).match`
        yield value.__self__  # type: ignore[attr-defined]


def _operations(parsed: object) -> Iterator[object]:
    if isinstance(parsed, _parser.SubPattern):
        yield from _operations(parsed.data)
    elif isinstance(parsed, list | tuple):
        for part in parsed:
            yield from _operations(part)
    else:
        yield parsed


def _has_faulty(pattern: re.Pattern[Any]) -> bool:
    return not FAULTY.isdisjoint(map(str, _operations(_parser.parse(pattern.pattern, pattern.flags))))


def test_what_is_looked_for_is_found() -> None:
    assert all(map(_has_faulty, map(re.compile, ("a(b|c*+)", "(?>a)", "[(]a++[)]"))))
    assert not _has_faulty(re.compile(r"a\++|b+?"))


def test_no_pattern_is_one_that_an_older_python_matches_wrongly() -> None:
    names = [each.name for each in pkgutil.walk_packages(sahel_kg.__path__, "sahel_kg.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    found = {(module.__name__, each) for module in modules for each in _patterns(vars(module))}
    assert len(found) > 50
    assert not [f"{name}: {each.pattern!r}" for name, each in found if _has_faulty(each)]
