"""A closure in a file: what it needs to know beside its tables, written once and checked when it is opened."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from sahel_kg import files
from sahel_kg.errors import SahelError
from sahel_kg.reasoning.engines import Options
from sahel_kg.reasoning.engines.duckdb.closure import TableClosure
from sahel_kg.reasoning.engines.duckdb.intake import silence
from sahel_kg.reasoning.relational.tables import Tables
from sahel_kg.reasoning.rules.profiles import Rule, RuleSet, select_rules

Stored = TypeVar("Stored", bound=TableClosure)
VERSION = 3


def save(closure: TableClosure) -> None:
    """Write what `open_closure` has to know."""
    known = {
        "version": VERSION,
        "rules": closure.ruleset.names,
        "domain": sorted({rule.name for rule in closure.ruleset.rules}),
        "hash": _hash(closure.ruleset),
        "last_round": closure.last_round,
        "notes": closure.notes,
        "limit_findings": closure.options.limit_findings,
        "merging": closure.options.merging,
    }
    closure.tables.execute("INSERT INTO meta VALUES ('closure', $1)", [json.dumps(known)])


def _hash(rules: RuleSet) -> str:
    """Return a hash of the domain rules as they are applied, wherever their file lies."""

    def content(rule: Rule[str]) -> str:
        return repr((rule.name, rule.body, rule.guards, rule.head, rule.kind, rule.lists))

    return hashlib.sha256("\n".join(sorted(map(content, rules.rules))).encode()).hexdigest()


def open_closure(path: str | Path, kind: type[Stored]) -> Stored:
    """Open a closure that was written with ``close(..., database=path)``, to be read only.

    Parameters
    ----------
    path : str or Path
    kind : type
        What it becomes.

    Raises
    ------
    SahelError
        The file is missing, is no closure, was written by another version, or the rules have changed since.
    """
    if not Path(path).is_file():
        raise SahelError(f"There is no closure in {path}.")
    try:
        connection = _attach(Path(path))
        row = connection.execute("SELECT value FROM meta WHERE name = 'closure'").fetchone()
        known: dict[str, Any] = json.loads(row[0]) if row else {}
    except (duckdb.Error, ValueError, TypeError) as error:
        raise SahelError(f"{path} cannot be read as a closure: {str(error).splitlines()[0]}") from None
    if known.get("version") != VERSION:
        raise SahelError(f"{path} is a closure of another version: make it anew.")
    chosen = select_rules(known["rules"])
    kept = set(known["domain"])
    rules = RuleSet(chosen.profiles, tuple(rule for rule in chosen.rules if rule.name in kept), chosen.names)
    if _hash(rules) != known["hash"]:
        raise SahelError(f"The rules have changed since {path} was made: make it anew.")
    try:
        return _restore(connection, rules, known, kind)
    except (duckdb.Error, KeyError, ValueError, TypeError) as error:
        raise SahelError(f"{path} is damaged, make it anew ({type(error).__name__}: {error}).") from None


def _attach(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to a file, in a database of its own.

    Opened by its path, DuckDB would go on with a file that this process has open, whatever has taken its place.
    """
    connection = duckdb.connect()
    silence(connection)
    quoted = files.plain(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS kept (READ_ONLY, TYPE duckdb); USE kept.closure")
    return connection


def _restore(
    connection: duckdb.DuckDBPyConnection, rules: RuleSet, known: dict[str, Any], kind: type[Stored]
) -> Stored:
    options = Options(limit_findings=known["limit_findings"], merging=known["merging"])
    tables = Tables(connection)
    tables.open()
    closure = kind(tables, rules, options)
    closure.last_round = known["last_round"]
    closure.notes = tuple(known["notes"])
    closure.restore()
    return closure
