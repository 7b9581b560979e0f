"""The engines: each takes facts and rules to a closure behind one interface."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from rdflib.term import Node

from sahel_kg.errors import UsageError
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.inputs import PathLike, Source
from sahel_kg.reasoning.rules.profiles import RuleSet

# Module of each engine: imported when asked for, since an engine's library is heavy or optional.
ENGINES = {"duckdb": "sahel_kg.reasoning.engines.duckdb.engine", "owlrl": "sahel_kg.reasoning.reference.owlrl"}


@dataclass(frozen=True)
class Options:
    """How to close, beside the rules.

    Parameters
    ----------
    database : path, optional
        A file for facts that do not fit in memory, or that are to be kept.
    memory_limit : str, optional
        "2GB", say.
    limit_facts : int, optional
    limit_time : float, optional
        Seconds.
    limit_findings : int
        Of one rule.
    slices : mapping of str to collection of term, optional
        Named graphs that hold in each slice; None: everything simply holds.
    strata : sequence of collection of term, optional
        Named graphs in the order in which they enter; None: all at once.
    merging : bool
        Hold things that are the same under one representative; else by the rules of equality, so that each step of a
        derivation names the equalities that it rests on.
    """

    database: PathLike | None = None
    memory_limit: str | None = None
    limit_facts: int | None = None
    limit_time: float | None = None
    limit_findings: int = 1000
    slices: Mapping[str, Collection[Node]] | None = None
    strata: Sequence[Collection[Node]] | None = None
    merging: bool = True


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
