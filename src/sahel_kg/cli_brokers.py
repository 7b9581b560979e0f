"""The commands that say how actors stand, who stands between whom, whose positions are alike, and who belongs together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sahel_kg import tables
from sahel_kg.cli_shared import AllianceOptions, FormatOption, OutputOption, put, spread
from sahel_kg.errors import UsageError

if TYPE_CHECKING:
    from sahel_kg.alliances.camps import Camps
    from sahel_kg.alliances.signed_network import SignedNetwork

GROUPS = ("two", "any", "communities")
ActorArgument = Annotated[str | None, typer.Argument(metavar="ACTOR", help="An actor's name or id.", show_default="all")]
MostOption = Annotated[int, typer.Option("--most", metavar="N", help="How many rows; 0 for all.")]
CLAIMS_SHOWN = 2


@spread
def list_brokers(
    choice: AllianceOptions,
    actor: ActorArgument = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="M",
            help="What actors are ranked by: brokered, positive, negative, strained, net, pn, betweenness or constraint.",
        ),
    ] = "brokered",
    groups: Annotated[
        str,
        typer.Option(metavar="two|any|communities", help="Across what roles are told: two camps, any number, communities."),
    ] = "two",
    most: MostOption = 20,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show how each actor stands among friends and adversaries, and who brokers; with ACTOR, between whom and by which ties.

    A broker cooperates with two that do not cooperate with each other; its role depends on the camps of the three.
    """
    from sahel_kg.alliances.brokerage import COLUMNS, find_brokers
    from sahel_kg.alliances.standing import COLUMNS as STANDING
    from sahel_kg.alliances.standing import measure_standing

    network, found = _take(choice, actor)
    camps = _group(network, groups)
    brokerage = find_brokers(network, camps)
    if found is None:
        standing = measure_standing(network, camps, by=by)
        rows = standing.rows()
        shown = rows[:most] if most else rows
        put(STANDING, shown, form, output, wrapper=_cut(standing.as_dict(), most), hidden=("actor",))
        _tell(standing.note, len(rows) - len(shown))
        for bridge in (b for b in brokerage.bridges if b.both):
            typer.echo(brokerage.tell_bridge(bridge), err=True)
        return
    is_read = (form or tables.default_format(output)) == "table"
    rows = brokerage.rows(found, CLAIMS_SHOWN if is_read else None)
    shown = rows[:most] if most else rows
    put(COLUMNS, shown, form, output, wrapper=_cut(brokerage.as_dict(found), most), hidden=("actor", "label"))
    _tell(" ".join([*brokerage.tell(found), brokerage.note]), len(rows) - len(shown))


@spread
def compare(
    choice: AllianceOptions,
    actor: ActorArgument = None,
    questions: Annotated[
        bool,
        typer.Option("--questions", help="Ask for ties that balance would predict where none is known."),
    ] = False,
    most: MostOption = 20,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show which actors have the same friends and adversaries, more than chance has it; with ACTOR, its pairs only.

    With --questions, ties that balance would predict between actors that have none: to research, never facts.
    """
    from sahel_kg.alliances import positions

    network, found = _take(choice, actor)
    result: positions.Positions | positions.Questions
    hidden: tuple[str, ...] = ("first", "second")
    if questions:
        result, columns = positions.predict_ties(network, found), positions.QUESTION_COLUMNS
        hidden = ("first", "firstLabel", "second", "secondLabel", *(() if found else ("claims",)))
    else:
        result, columns = positions.compare_positions(network, found), positions.COLUMNS
    rows = result.rows()
    shown = rows[:most] if most else rows
    put(columns, shown, form, output, wrapper=_cut(result.as_dict(), most), hidden=hidden)
    _tell(result.note, len(rows) - len(shown))


@spread
def list_communities(
    choice: AllianceOptions,
    method: Annotated[str, typer.Option(metavar="louvain|leiden", help="leiden needs the extra 'fast'.")] = "louvain",
    runs: Annotated[int, typer.Option(metavar="N", help="How many seeds.")] = 100,
    resolution: Annotated[float, typer.Option(metavar="R", help="Above 1 gives more and smaller communities.")] = 1.0,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Group actors that cooperate more with each other than chance has it, and say how stable each one's place is.

    For networks too large for camps; hostility does not count.
    """
    from sahel_kg.alliances.communities import COLUMNS, find_communities

    network, _ = _take(choice, None)
    found = find_communities(network, method=method, runs=runs, resolution=resolution)
    put(COLUMNS, found.rows(), form, output, wrapper=found.as_dict(), hidden=("actor",))
    typer.echo(found.note, err=True)


def _take(choice: AllianceOptions, actor: str | None) -> tuple[SignedNetwork, str | None]:
    """Return the network and the actor's CURIE in it."""
    from sahel_kg.alliances import take_signed

    opened = choice.open()
    wanted = None if actor is None else opened.actors.find(actor).id
    network = take_signed(opened, **choice.joining())
    return network, None if wanted is None else network.find(wanted)


def _group(network: SignedNetwork, groups: str) -> Camps | Mapping[str, int]:
    from sahel_kg.alliances.camps import find_camps
    from sahel_kg.alliances.communities import find_communities

    if groups not in GROUPS:
        raise UsageError(f"--groups {groups}: choose from {', '.join(GROUPS)}")
    return find_communities(network).groups if groups == "communities" else find_camps(network, kind=groups)


def _cut(wrapper: dict[str, Any], most: int) -> dict[str, Any]:
    return {**wrapper, "rows": wrapper["rows"][:most]} if most else wrapper


def _tell(note: str, left: int) -> None:
    typer.echo(f"{f'{left} more rows: --most 0. ' if left else ''}{note}", err=True)
