"""The commands on how actors stand, who brokers between whom, whose positions are alike, and who belongs together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sahel_kg.cli import options
from sahel_kg.cli.completion import offer_actors
from sahel_kg.cli.groups import MeasureOptions, SignedOptions
from sahel_kg.cli.opening import joining, open_seen
from sahel_kg.cli.output import put, say_note, tell_columns
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError, choose_from

if TYPE_CHECKING:
    from sahel_kg.alliances.division.camps import Camps
    from sahel_kg.alliances.network.signed_network import SignedNetwork

GROUPS = ("two", "any", "communities")
ActorArgument = Annotated[
    str | None,
    typer.Argument(metavar="ACTOR", help="An actor's name or id.", show_default="all", autocompletion=offer_actors),
]
CLAIMS_SHOWN = 2
BRIDGE = ("role", "first", "firstCamp", "second", "secondCamp", "between")


@spread
def list_brokers(
    choice: SignedOptions,
    out: MeasureOptions,
    actor: ActorArgument = None,
    by: options.StandingBy = "brokered",
    groups: options.Groups = "two",
    robust: options.RobustRanks = False,
    most: options.Most = None,
) -> None:
    """Show how each actor stands among friends and adversaries; with ACTOR, between whom it brokers and by which ties.

    A broker cooperates with two that have no tie of their own: they do not cooperate, and give no troops to one side or
    mission. Its role depends on the camps of the three.
    """
    from sahel_kg.alliances.places.brokerage import COLUMNS, find_brokers
    from sahel_kg.alliances.places.standing import COLUMNS as STANDING
    from sahel_kg.alliances.places.standing import TOLD, measure_standing

    if robust:
        _put_ranks(choice, out, actor, by, groups, most)
        return
    if actor is not None and by != "brokered":
        raise UsageError(f"--by {by} ranks all actors: leave it away, or {actor}")
    network, found = _take(choice, actor)
    camps = _group(network, groups)
    brokerage = find_brokers(network, camps)
    if found is None:
        standing = measure_standing(network, camps, by=by)
        told = [
            *tell_columns(TOLD, out),
            f"{brokerage.summary} {brokerage.told} {brokerage.divisions}",
            *(brokerage.tell(bridge) for bridge in brokerage.bridges if bridge.both),
        ]
        _show(
            STANDING,
            standing.rows(),
            standing.as_dict(),
            out,
            most,
            {"first": ("rank", "actor", by, *(("betweenCamps",) if by == "brokered" else ()), "camp")},
            told,
        )
        return
    rows = brokerage.rows(found, CLAIMS_SHOWN if out.is_read else None)
    told = [brokerage.tell_of(found), *(brokerage.tell(each) for each in brokerage.bridges if each.actor == found)]
    _show(
        COLUMNS, rows, brokerage.as_dict(found), out, most, {"hidden": ("actor", "actor_label"), "first": BRIDGE}, told
    )


@spread
def compare(
    choice: SignedOptions,
    out: MeasureOptions,
    actor: ActorArgument = None,
    questions: options.Questions = False,
    most: options.Most = None,
) -> None:
    """Show which actors have the same friends and adversaries, more than chance has it; with ACTOR, its pairs only.

    With --questions, ties that balance would predict between actors that have none: to research, never facts.
    """
    from sahel_kg.alliances.places import positions

    network, found = _take(choice, actor)
    if not questions:
        alike = positions.compare_positions(network, found)
        _show(positions.COLUMNS, alike.rows(), alike.as_dict(), out, most)
        return
    asked = positions.predict_ties(network, found)
    hidden = ("first", "first_label", "second", "second_label", *(() if found else ("claims",)))
    rows = asked.rows(CLAIMS_SHOWN if out.is_read else None)
    _show(positions.QUESTION_COLUMNS, rows, asked.as_dict(), out, most, {"hidden": hidden})


@spread
def list_communities(
    choice: SignedOptions,
    out: MeasureOptions,
    method: options.Method = "louvain",
    runs: options.Runs = 100,
    resolution: options.Resolution = 1.0,
    most: options.Most = None,
) -> None:
    """Group actors that cooperate more with each other than chance has it, and say how stable each one's place is.

    For networks too large for camps; hostility does not count.
    """
    from sahel_kg.alliances.places.communities import COLUMNS, find_communities

    network, _ = _take(choice, None)
    found = find_communities(network, method=method, runs=runs, resolution=resolution)
    _show(COLUMNS, found.rows(), found.as_dict(), out, most)


def _put_ranks(
    choice: SignedOptions, out: MeasureOptions, actor: str | None, by: str, groups: str, most: int | None
) -> None:
    """Show the ranks by a measure, and in how many variants each holds."""
    from sahel_kg.alliances.robustness.assessment import assess
    from sahel_kg.cli.assess import put_robustness

    if actor is not None:
        raise UsageError(f"--robust is of all ranks: leave {actor} out")
    _check_most(most)
    if by == "brokered" and groups != "two":
        raise UsageError(f"--robust counts what is brokered across two camps: leave --groups {groups} out")
    opened = open_seen(choice)
    found = assess(opened, by=by, kind=None, **joining(choice))
    put_robustness(found, out, shown=("ranks",), most=most)


def _take(choice: SignedOptions, actor: str | None) -> tuple[SignedNetwork, str | None]:
    """Return the network and the actor's CURIE in it."""
    from sahel_kg.alliances.network.joining import take_signed

    opened = open_seen(choice)
    wanted = None if actor is None else opened.actors.find(actor).id
    network = take_signed(opened, **joining(choice))
    return network, None if wanted is None else network.find(wanted)


def _group(network: SignedNetwork, groups: str) -> Camps | Mapping[str, int]:
    if groups not in GROUPS:
        raise UsageError(f"--groups {groups}: {choose_from(groups, GROUPS)}")
    if groups == "communities":
        from sahel_kg.alliances.places.communities import find_communities

        return find_communities(network).groups
    from sahel_kg.alliances.division.camps import find_camps

    return find_camps(network, kind=groups)


def _check_most(most: int | None) -> None:
    if most is not None and most < 1:
        raise UsageError(f"--most {most}: give a number from 1")


def _show(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    said: dict[str, Any],
    out: MeasureOptions,
    most: int | None,
    layout: Mapping[str, Sequence[str]] = MappingProxyType({}),
    told: Sequence[str] = (),
) -> None:
    """Print the first rows of what the JSON formats say in full, and on the side how it was taken."""
    _check_most(most)
    put(columns, rows, out, wrapper={**said, "rows": said["rows"][:most]}, most=most, **layout)
    if most and len(rows) > most and not out.is_read:  # a table says so itself
        say(f"{len(rows) - most} rows more: --most {len(rows)}")
    for sentence in told:
        say(sentence)
    say_note(said["note"], out)
