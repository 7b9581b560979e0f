"""The command that connects two actors."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sahel_kg import tables
from sahel_kg.cli.shared import AllianceOptions, FormatOption, OutputOption, SignOption, emit, put, spread
from sahel_kg.errors import UsageError
from sahel_kg.resources import build_folder, shown

if TYPE_CHECKING:
    from sahel_kg.alliances.paths.paths import Paths
    from sahel_kg.builds.build import Build
    from sahel_kg.record.actors import Actor


@dataclass(frozen=True)
class PathOptions(AllianceOptions):
    """From what paths are taken: where two both cooperate and fight, both ties may be walked."""

    parallel: Annotated[
        str,
        typer.Option(metavar="kept|netted|latest|best", help="Which ties of two that both cooperate and fight count."),
    ] = "kept"

    def take(self, opened: Build, neutral: bool) -> Any:
        """Return the signed network, or with neutral ties the multigraph of all."""
        from sahel_kg.alliances import take_signed
        from sahel_kg.ties import network

        said = self.joining()
        if not neutral:
            return take_signed(opened, **said)
        for option in fields(self):
            if option.name in _JOINING and getattr(self, option.name) != option.default:
                name = option.name.replace("_", "-")
                raise UsageError(f"--neutral searches all ties as they are stated: leave --{name} away")
        return network.take(opened, **{name: said[name] for name in _CHOICE})


_CHOICE = ("relations", "statuses", "described", "organs", "missions")
_JOINING = ("contributors", "parallel", "weight", "sign_of", "weigh", "around", "steps")


@spread
def find_path(
    actor: Annotated[str, typer.Argument(metavar="A", help="CURIE, IRI or name.")],
    other: Annotated[str, typer.Argument(metavar="B", help="CURIE, IRI or name.")],
    options: PathOptions,
    sign: SignOption = None,
    neutral: Annotated[
        bool, typer.Option("--neutral", help="Walk ties without a sign too: membership, missions, contributions.")
    ] = False,
    longest: Annotated[
        int | None, typer.Option("--longest", metavar="N", help="The most steps that a path may have.")
    ] = None,
    most: Annotated[int, typer.Option("--most", metavar="N", help="How many shortest paths to show.")] = 5,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show how two actors are connected: all shortest paths, and the best evidenced, each step with its claims."""
    from sahel_kg.alliances.paths.paths import COLUMNS, find_paths
    from sahel_kg.ties.relations import read_signs
    from sahel_kg.views.text import path_text

    opened = options.open()
    ends = [opened.actors.find(name) for name in (actor, other)]
    if ends[0] == ends[1]:
        raise UsageError(f"'{actor}' and '{other}' are the same actor, {ends[0].id}: name two")
    signs = read_signs(sign or ())
    with_neutral = neutral or "0" in signs
    if neutral and signs:
        signs = (*signs, "0")
    network = options.take(opened, with_neutral)
    for end in ends:
        _require(end, network if with_neutral else network.graph, opened, options)
    found = find_paths(network, ends[0].id, ends[1].id, signs=signs, longest=longest, most=most)
    if (form or tables.default_format(output)) == "table":
        emit(path_text.tell(found, _said_of(opened, options), _repeated(options)), output)
    else:
        put(COLUMNS, found.rows(), form, output, wrapper=found.as_dict())
        if found.why:
            typer.echo(found.why, err=True)
    if not found.shortest and longest is None:
        typer.echo(_wider(opened, options, found, with_neutral, bool(signs)), err=True)
    typer.echo(found.note, err=True)


def _require(actor: Actor, graph: Any, opened: Build, options: PathOptions) -> None:
    """Refuse an actor that the choice leaves out, and say what leaves it out."""
    from sahel_kg.ties.network import states_of_organs

    if actor.id in graph:
        return
    state = states_of_organs(opened).get(actor.iri)
    if state and not options.organs:
        remedy = f"its ties count as those of {opened.actors[state].label}: name that, or add --organs"
    elif "Mission" in actor.kinds and not options.missions:
        remedy = "it is a mission, and missions are left out: add --missions"
    elif actor.described and not options.described:
        remedy = "it has no name, and such actors are left out: add --described"
    else:
        day = f" on {opened.when.day}" if opened.when.day else ""
        remedy = f"it has no tie of these signs{day}: widen the choice, for instance with --neutral"
    raise UsageError(f"{actor.label} ({actor.id}) is not in this network: {remedy}")


def _said_of(opened: Build, options: PathOptions) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Return which ties of states are those of their organs, as `explain` knows them; CURIEs."""
    from sahel_kg.ties.network import states_of_organs
    from sahel_kg.vocabulary import compact

    if options.organs:
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


def _repeated(options: PathOptions) -> str:
    """Return the options that `explain` needs to speak of the same."""
    folder = build_folder(options.folder)
    said = ["--build", shown(folder)] if folder != build_folder() else []
    said += ["--as-of", options.as_of] if options.as_of else []
    return f" {shlex.join(said)}" if said else ""


def _wider(opened: Build, options: PathOptions, found: Paths, with_neutral: bool, by_sign: bool) -> str:
    """Say which wider choice would connect the two."""
    from dataclasses import replace

    from sahel_kg.alliances.paths.paths import find_paths

    neutral = replace(options, **{name: getattr(PathOptions(), name) for name in _JOINING})
    tries = {"ties of any sign": (options, with_neutral)} if by_sign else {}
    tries |= {
        "--missions": (replace(options, missions=True), with_neutral),
        "--neutral": (neutral, True),
        "--neutral --missions --described": (replace(neutral, missions=True, described=True), True),
    }
    for how, (wider, all_ties) in tries.items():
        again = find_paths(wider.take(opened, all_ties), found.source, found.target, most=1)
        if again.shortest:
            steps = len(again.shortest[0].steps)
            return f"With {how} there is one of {steps} step{'' if steps == 1 else 's'}."
    return "Nor is there one with neutral ties, missions and described actors."
