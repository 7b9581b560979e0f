"""Where the shipped folders, the build folder and the user's own data stand."""

from __future__ import annotations

import contextlib
import os
from importlib import import_module
from pathlib import Path
from typing import Any

from sahel_kg.errors import UsageError

HERE = Path(__file__).resolve().parent

DATABASE = "graph.duckdb"
"""File of a build that holds its tables (docs/database.md), and the closure from which `explain` reads."""


def shipped(name: str) -> Path:
    """Return the folder `ontology`, `data` or `queries`: the checkout's if this is one, else the wheel's.

    Raises
    ------
    UsageError
        If neither is there (an installation that lost its files).
    """
    for base in (HERE.parents[1], HERE / "share"):
        if (base / "ontology" / "sahel.ttl").is_file() and (base / name).is_dir():
            return base / name
    raise UsageError(f"the folder '{name}' of sahel-kg is missing: install the package again")


def installing(extra: str) -> str:
    """Return how to install an extra from where this package came: a checkout, or a registry."""
    is_checkout = (HERE.parents[1] / "pyproject.toml").is_file() and (HERE.parents[1] / "ontology").is_dir()
    return f"pip install '.[{extra}]' in the checkout" if is_checkout else f"pip install 'sahel-kg[{extra}]'"


def need_extra(module: str, what: str, extra: str) -> Any:
    """Return a module of an extra.

    Raises
    ------
    UsageError
        If it is not installed, with how to install it.

    Examples
    --------
    >>> need_extra("json", "this", "notebook").dumps([1])
    '[1]'
    """
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(f"{what} needs {module}: {installing(extra)}") from None


def project_folder() -> Path:
    """Return the nearest folder at or above the current one with a pyproject.toml, else the current one."""
    here = Path.cwd()
    return next((p for p in (here, *here.parents) if (p / "pyproject.toml").is_file()), here)


def build_folder(path: str | Path | None = None) -> Path:
    """Return the build folder: the one given, else ``$SAHEL_KG_BUILD``, else ``build/`` of the project."""
    chosen = path or os.environ.get("SAHEL_KG_BUILD")
    return Path(chosen).absolute() if chosen else project_folder() / "build"


def user_data(path: str | Path | None = None, build: str | Path | None = None) -> Path:
    """Return the user's data folder: given, ``$SAHEL_KG_DATA``, else ``sahel-kg-data/`` beside the build."""
    chosen = path or os.environ.get("SAHEL_KG_DATA")
    return Path(chosen).absolute() if chosen else build_folder(build).parent / "sahel-kg-data"


def data_folders(given: list[Path] | None = None, build: str | Path | None = None) -> list[Path]:
    """Return every folder that a build reads: the shipped data, then the user's.

    Parameters
    ----------
    given : list of Path, optional
        Folders named with ``--data``; each must exist. Without any, the user's default folder is read if
        it is there.

    Raises
    ------
    UsageError
        If a named folder does not exist.
    """
    for folder in given or []:
        if not folder.is_dir():
            raise UsageError(f"--data {folder}: no such folder; name one with *.ttl or claims/*.trig in it")
    own = [folder.absolute() for folder in given or []]
    if not own and (default := user_data(build=build)).is_dir():
        own = [default]
    once: dict[Path, Path] = {}
    for folder in (shipped("data"), *own):
        once.setdefault(folder.resolve(), folder)
    return list(once.values())


def shown(path: Path) -> str:
    """Return a path as the user would name it: relative to the current folder where it lies below."""
    with contextlib.suppress(ValueError):
        path = path.relative_to(Path.cwd())
    return os.fsencode(path).decode("utf-8", "backslashreplace")
