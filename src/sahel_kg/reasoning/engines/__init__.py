"""The engines: each takes facts and rules to a closure behind one interface."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, TypedDict, cast

from sahel_kg.errors import UsageError
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.inputs import PathLike, Source
from sahel_kg.reasoning.rules.profiles import RuleSet

# Module of each engine: imported when asked for, since an engine's library is heavy or optional.
ENGINES = {
    "auto": "sahel_kg.reasoning.engines.python.closure",
    "duckdb": "sahel_kg.reasoning.engines.duckdb.engine",
    "owlrl": "sahel_kg.reasoning.reference.owlrl",
}


@dataclass(frozen=True)
class Options:
    """How to close, beside the rules.

    Parameters
    ----------
    database : path, optional
        A new file for facts that do not fit in memory, or that are to be kept.
    memory_limit : str, optional
        "2GB", say: beyond it the engine uses the disk.
    limit_facts : int, optional
        Given and inferred ones, by all names of what is the same; 50 million if not said.
    limit_time : float, optional
        Seconds for reading and closing.
    limit_findings : int
        Of one rule; the closure's notes name the rules that have more.
    merging : bool
        Hold things that are the same under one representative, which is fast. Without it `Closure.derivations` knows
        on which equalities each step rests.
    """

    database: PathLike | None = None
    memory_limit: str | None = None
    limit_facts: int | None = None
    limit_time: float | None = None
    limit_findings: int = 1000
    merging: bool = True


class ClosureOptions(TypedDict, total=False):
    """The same as keywords: see `Options`."""

    database: PathLike | None
    memory_limit: str | None
    limit_facts: int | None
    limit_time: float | None
    limit_findings: int
    merging: bool


class Engine(Protocol):
    """What an engine module provides."""

    def materialise(self, given: Source, rules: RuleSet, options: Options) -> Closure:
        """Return the closure of facts under rules."""


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
