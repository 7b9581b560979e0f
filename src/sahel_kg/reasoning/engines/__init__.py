"""The engines: each takes facts and rules to a closure behind one interface."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, cast

from sahel_kg.errors import UsageError
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.rules import RuleSet
from sahel_kg.reasoning.terms import Triple

# Module of each engine: imported when asked for, since an engine's library is heavy or optional.
ENGINES = {"owlrl": "sahel_kg.reasoning.engines.owlrl"}


class Engine(Protocol):
    """What an engine module provides."""

    def materialise(self, given: Iterable[Triple], rules: RuleSet) -> Closure:
        """Return the closure of facts under rules."""

    def entails(self, premise: Iterable[Triple], conclusion: Iterable[Triple], rules: RuleSet) -> bool:
        """Tell whether a conclusion, its blank nodes read as "something", follows from a premise."""


def find_engine(name: str) -> Engine:
    """Return an engine by name.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    if name not in ENGINES:
        raise UsageError(f"There is no engine '{name}'. Engines: {', '.join(sorted(ENGINES))}.")
    return cast(Engine, import_module(ENGINES[name]))
