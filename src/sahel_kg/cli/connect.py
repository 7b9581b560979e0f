"""The command that connects two actors."""

from __future__ import annotations

import shlex
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sahel_kg.cli.completion import offer_actors
from sahel_kg.cli.groups import PathOptions, PathsOutput
from sahel_kg.cli.opening import joining, open_seen, same_build
from sahel_kg.cli.output import put, put_text, say_note
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say
from sahel_kg.errors import UsageError

if TYPE_CHECKING:
    from sahel_kg.alliances.paths.paths import Paths
    from sahel_kg.builds.build import Build
    from sahel_kg.record.actors import Actor


_JOINING = ("parallel", "weight", "sign_of", "weigh", "around", "steps")


@spread
def find_path(
    actor: Annotated[str, typer.Argument(metavar="A", help="CURIE, IRI or name.", autocompletion=offer_actors)],
    other: Annotated[str, typer.Argument(metavar="B", help="CURIE, IRI or name.", autocompletion=offer_actors)],
    choice: PathOptions,
    out: PathsOutput,
) -> None:
    """Show how two actors are connected: all shortest paths, and the best evidenced, each step with its claims."""
    from sahel_kg.alliances.paths.paths import COLUMNS, find_paths
    from sahel_kg.record.relations import read_signs
    from sahel_kg.views.text import path_text

    opened = open_seen(choice)
    ends = [opened.actors.find(name) for name in (actor, other)]
    if ends[0] == ends[1]:
        raise UsageError(f"'{actor}' and '{other}' are the same actor, {ends[0].id}: name two")
    signs = read_signs(choice.sign or ())
    with_neutral = choice.neutral or "0" in signs
    if choice.neutral and signs:
        signs = (*signs, "0")
    network = _take(choice, opened, with_neutral)
    for end in ends:
        _require(end, network if with_neutral else network.graph, opened, choice, with_neutral)
    found = find_paths(network, ends[0].id, ends[1].id, signs=signs, longest=choice.longest, most=choice.most)
    if out.is_read:
        put_text(path_text.tell(found, _said_of(opened, choice), _repeated(choice)), out)
    else:
        put(COLUMNS, found.rows(), out, wrapper=found.as_dict())
        if found.why:
            say(found.why)
    if not found.shortest and choice.longest is None:
        say(_wider(opened, choice, found, with_neutral, bool(signs)))
    if opened.when.day is not None and choice.reading != "possible" and not found.is_direct:
        likely = find_paths(
            _take(choice, opened, with_neutral, reading="possible"), found.source, found.target, signs=signs, longest=1
        )
        if likely.is_direct:
            say(f"{path_text.tell_possible(likely)}: --reading possible walks it")
    for caution in found.cautions:
        say(caution)
    say_note(found.note, out)


def _take(choice: PathOptions, opened: Build, neutral: bool, **reading: Any) -> Any:
    """Return the signed network, or with neutral ties the multigraph of all; read as the build is, or otherwise."""
    from sahel_kg.alliances.network.joining import choose_signed, draw_signed
    from sahel_kg.ties.network import take

    taken, joined = choose_signed(opened, **joining(choice), **reading)
    if not neutral:
        return draw_signed(opened, taken, joined)
    for each in fields(choice):
        if each.name in _JOINING and getattr(choice, each.name) != each.default:
            option = each.name.replace("_", "-")
            raise UsageError(f"--neutral searches all ties as they are stated: leave --{option} away")
    return take(opened, taken)


def _unjoined(choice: PathOptions) -> PathOptions:
    """Return a choice without what joins ties, which a search of all ties as they are stated does not take."""
    return replace(choice, **{name: getattr(PathOptions(), name) for name in _JOINING})


def _require(actor: Actor, graph: Any, opened: Build, choice: PathOptions, neutral: bool) -> None:
    """Refuse an actor that the choice leaves out, and say what leaves it out."""
    from sahel_kg.ties.listing import list_ties
    from sahel_kg.ties.network import states_of_organs

    if actor.id in graph:
        return
    state = states_of_organs(opened).get(actor.iri)
    if state and not choice.organs:
        remedy = f"its ties count as those of {opened.actors[state].label}: name that, or add --organs"
    elif "Mission" in actor.kinds and not choice.missions:
        remedy = "it is a mission, and missions are left out: add --missions"
    elif actor.described and not choice.described:
        remedy = "it has no name, and such actors are left out: add --described"
    elif choice.contributors == "count" and _is_only_counted(actor, opened, choice):
        remedy = "it only contributes to a side, and such actors are counted, not drawn: add --contributors actors"
    else:
        day = f" on {opened.when.day}" if opened.when.day else ""
        wider = "widen the choice"
        if not neutral and actor.id in _take(_unjoined(choice), opened, neutral=True):
            wider += ", for instance with --neutral"
        elif day and list_ties(opened.of_all_times, {actor.iri}):
            wider += f", for instance with another day or --window 3y: `sahel-kg timeline {actor.id}` has its days"
        remedy = f"it has no tie of {'any sign' if neutral else 'these signs'}{day}: {wider}"
    raise UsageError(f"{actor.label} ({actor.id}) is not in this network: {remedy}")


def _is_only_counted(actor: Actor, opened: Build, choice: PathOptions) -> bool:
    """Tell whether an actor would be in the network if contributors were drawn."""
    return actor.id in _take(replace(choice, contributors="actors"), opened, neutral=False).graph


def _said_of(opened: Build, choice: PathOptions) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Return which ties of states are those of their organs, as `explain` knows them; CURIEs."""
    from sahel_kg.ties.network import states_of_organs
    from sahel_kg.vocabulary import compact

    if choice.organs:
        return {}
    states = states_of_organs(opened)
    ties = [(tie.subject, tie.relation, tie.object) for tie in opened.ties(general=True)]
    own = {tuple(map(compact, tie)) for tie in ties}
    moved = {}
    for subject, relation, obj in ties:
        rolled = (compact(states.get(subject, subject)), compact(relation), compact(states.get(obj, obj)))
        if rolled not in own:
            moved[rolled] = (compact(subject), compact(relation), compact(obj))
    return moved


def _repeated(choice: PathOptions) -> str:
    """Return the choice that `explain` needs to speak of the same."""
    said = same_build(choice)
    for option, given in (
        ("--as-of", [choice.as_of]),
        ("--reading", [choice.reading]),
        ("--persist", [choice.persist]),
        ("--basis", choice.basis or ()),
        ("--source", choice.source or ()),
        ("--without-source", choice.without_source or ()),
        ("--min-credibility", [choice.min_credibility]),
        ("--min-reliability", [choice.min_reliability]),
    ):
        said += [word for value in given if value is not None for word in (option, str(value))]
    return f" {shlex.join(said)}" if said else ""


def _wider(opened: Build, choice: PathOptions, found: Paths, with_neutral: bool, by_sign: bool) -> str:
    """Say which wider choice would connect the two."""
    from sahel_kg.alliances.paths.paths import find_paths

    neutral = _unjoined(choice)
    tries = {"ties of any sign": (choice, with_neutral)} if by_sign else {}
    tries |= {
        "--missions": (replace(choice, missions=True), with_neutral),
        "--neutral": (neutral, True),
        "--neutral --missions --described": (replace(neutral, missions=True, described=True), True),
    }
    for how, (wider, all_ties) in tries.items():
        again = find_paths(_take(wider, opened, all_ties), found.source, found.target, most=1)
        if again.shortest:
            steps = len(again.shortest[0].steps)
            return f"With {how} there is one of {steps} step{'' if steps == 1 else 's'}."
    return "Nor is there one with neutral ties, missions and described actors."
