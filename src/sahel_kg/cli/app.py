"""The command line, assembled: which commands there are, and how an error ends one.

Exit codes: 0 done (tensions and contradictions included), 1 invalid data, 2 usage, 3 limit reached.
"""

from __future__ import annotations

import gc
import logging
import signal
import sys
from collections.abc import Callable
from functools import cache

import typer

from sahel_kg import tables
from sahel_kg.cli import (
    ask,
    assess,
    code,
    coders,
    connect,
    dispute,
    divide,
    drafts,
    draw,
    follow,
    ingest,
    inputs,
    leave_out,
    link,
    make,
    options,
    place,
    rank,
    reason,
    streams,
    trace,
)
from sahel_kg.cli.examples import show_example
from sahel_kg.cli.meant import MeantCommand
from sahel_kg.cli.streams import say
from sahel_kg.cli.supervisor import supervise
from sahel_kg.errors import DataError, SahelError, speaking_of_options


def common(version: options.Version = False) -> None:
    """Conflict reports as a knowledge graph: cited claims, inferred ties kept apart."""
    inputs.begin()


COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "Make": {
        "build": make.build,
        "check": make.check,
        "verify": make.verify,
        "coverage": make.coverage,
        "ingest": ingest.ingest,
        "close": reason.close,
    },
    "Ask": {
        "query": ask.query,
        "queries": ask.queries,
        "show": ask.show,
        "sql": ask.sql,
        "explain": reason.explain,
        "path": connect.find_path,
        "casualties": dispute.list_casualties,
        "contradictions": dispute.contradictions,
    },
    "Analyse": {
        "rank": rank.rank,
        "camps": divide.show_camps,
        "brokers": place.list_brokers,
        "positions": place.compare,
        "balance": divide.show_balance,
        "communities": place.list_communities,
        "course": follow.follow,
        "robustness": assess.assess,
        "sensitivity": leave_out.leave_out,
        "timeline": trace.show_timeline,
        "diff": trace.diff,
    },
    "Draw and hand on": {"render": draw.render, "export": draw.export},
}
"""What `--help` lists: groups of commands, each by its name."""

assert coders, drafts  # whose commands are those of `code`

GROUPS = {"code": code.app, "link": link.app}
"""Commands that have commands of their own; they make something."""


@cache
def assemble(only: str | None = None) -> typer.Typer:
    """Return the command line: with all commands, or with the one that is called.

    To read the options of all takes a tenth of a second.
    """
    app = typer.Typer(
        name="sahel-kg",
        help="Conflict reports as a knowledge graph: cited claims, inferred ties kept apart.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(common)
    for panel, commands in COMMANDS.items():
        for name, command in commands.items():
            if only in (None, name):
                app.command(name, cls=MeantCommand, rich_help_panel=panel, epilog=show_example(name))(command)
        for name, group in GROUPS.items() if panel == "Make" else ():
            if only in (None, name):
                app.add_typer(group, rich_help_panel=panel, epilog=show_example(name))
    return app


app = assemble()

GARBAGE = (100_000, 50, 100)
"""How seldom Python looks for circles of objects to free: a command leaves few, and each look goes over all builds."""


def start() -> None:
    """Run the command line under supervision: what the installed command calls."""
    streams.prepare()
    gc.set_threshold(*GARBAGE)
    supervise(main)


def main() -> None:
    """Run the command line; errors raised on purpose become one message and an exit code."""
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    streams.prepare()
    with speaking_of_options():
        _run()


def _run() -> None:
    try:
        called = sys.argv[1] if len(sys.argv) > 1 else ""
        is_known = called in GROUPS or any(called in commands for commands in COMMANDS.values())
        with streams.guarded():
            assemble(called if is_known else None)(prog_name="sahel-kg")
    except DataError as error:
        for problem in error.problems:
            say(tables.printable(f"error: {problem}"))
        if len(error.problems) > 1:
            say(f"{len(error.problems)} problems; nothing was changed")
        sys.exit(error.exit_code)
    except SahelError as error:
        _complain(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        _complain(": ".join(filter(None, (str(error.filename or ""), error.strerror or str(error)))))
        sys.exit(SahelError.exit_code)
    except KeyboardInterrupt:  # as early as while a command is imported
        sys.exit(128 + signal.SIGINT)


def _complain(text: str) -> None:
    say(tables.printable(f"error: {' '.join(text.splitlines())}"))
