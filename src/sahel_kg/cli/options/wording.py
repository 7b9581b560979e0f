"""How an option is worded: what those of one kind have in common."""

from __future__ import annotations

from typing import Any

import typer

from sahel_kg.cli import inputs


def option(name: str, metavar: str, help: str, show_default: bool | str = True, **said: Any) -> Any:
    """Name an option, by several words if it has them, what it takes and what it is for."""
    return typer.Option(*name.split(), metavar=metavar, help=help, show_default=show_default, **said)


def several(name: str, metavar: str, help: str, show_default: bool | str = True, **said: Any) -> Any:
    """Name an option that may be given several times."""
    return option(name, metavar, f"{help}; repeatable.", show_default, **said)


def flag(name: str, help: str) -> Any:
    """Name what is so if it is given."""
    return typer.Option(name, metavar="", help=help)


def keep(name: str, help: str) -> Any:
    """Name a choice between keeping and leaving out, whose default is the command's."""
    return typer.Option(f"--{name}/--no-{name}", metavar="", help=help)


def mark(name: str, help: str) -> Any:
    """Name whether files begin with a mark."""
    shown = "for FILE.csv of a table"
    return typer.Option(f"--{name}/--no-{name}", help=help, callback=inputs.mark, show_default=shown)


def old(name: str) -> Any:
    """Name an option as it was called before; it goes with the next release."""
    return typer.Option(name, hidden=True)


def form(help: str, show_default: str = "table on a terminal; in a file what its name tells; else csv") -> Any:
    """Name in what format an answer is given."""
    return option("--format", "F", help, show_default=show_default)


def output(help: str, metavar: str = "FILE") -> Any:
    """Name where an answer is written."""
    return typer.Option("-o", "--output", metavar=metavar, help=help, callback=inputs.read_output)


def measure(help: str) -> Any:
    """Name what ranks are by."""
    return option("--by", "M", help)


def most(help: str, show_default: bool | str = True) -> Any:
    """Name how many are shown."""
    return option("--most", "N", help, show_default=show_default)


def table(metavar: str, help: str, show_default: str) -> Any:
    """Name which table is wanted, of several."""
    return option("--table", metavar, help, show_default)


def own_data(verb: str) -> Any:
    """Name the one folder of one's own data that is written or read."""
    help = f"{verb} this data folder; else $SAHEL_KG_DATA, else sahel-kg-data/ beside the build."
    return option("--data", "DIR", help, show_default="sahel-kg-data/")


def date(name: str, help: str, show_default: bool | str = True) -> Any:
    """Name a day."""
    return option(name, "DATE", help, show_default)
