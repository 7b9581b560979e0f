"""The commands that join actors across sources: list who may be the same, and take a person's decision."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from sahel_kg import tables
from sahel_kg.cli.completion import offer_actors
from sahel_kg.cli.desk_groups import AcceptOptions, DecisionOptions, HowOptions, PairsOptions, UndoOptions
from sahel_kg.cli.examples import show_example
from sahel_kg.cli.groups import OutputOptions
from sahel_kg.cli.output import emit, put, put_text
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import hush, say, tell
from sahel_kg.errors import SahelError, UsageError, choose_from
from sahel_kg.resources import shown

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.linking.decisions import Decision, DecisionDraft, Wish
    from sahel_kg.linking.foresight import Changes
    from sahel_kg.linking.linker import Linker

app = typer.Typer(
    name="link",
    help="Join actors across sources: who may be the same, and what a person decides.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

One = Annotated[str, typer.Argument(metavar="ONE", help="CURIE, IRI or name.", autocompletion=offer_actors)]
Other = Annotated[
    str,
    typer.Argument(metavar="OTHER", help="The actor of the other source; best by its id.", autocompletion=offer_actors),
]
_MANY = 3
"""Against so many reasons nothing is decided without being asked."""
ACCEPTED = ("same", "preceded-by", "stands-for", "overlaps-with")


@app.callback(invoke_without_command=True)
@spread
def link(context: typer.Context, choice: PairsOptions, out: OutputOptions) -> None:
    """List actors of different sources that may be the same, or decide about two of them; nothing merges by itself."""
    if context.invoked_subcommand is None:
        _list_pairs(choice, out)
    elif (choice, out) != (PairsOptions(), OutputOptions()):
        command = context.invoked_subcommand
        raise UsageError(f"the options before {command} are of the list of pairs: put them after `link {command}`")


@app.command("list", epilog=show_example("link list"))
@spread
def list_pairs(choice: PairsOptions, out: OutputOptions) -> None:
    """List actors of different sources that may be the same, with a score; with --all those too that are decided."""
    _list_pairs(choice, out)


def _list_pairs(choice: PairsOptions, out: OutputOptions) -> None:
    from sahel_kg.linking.candidates import LEAST, WEIGHTS, find_candidates
    from sahel_kg.linking.linker import Linker

    least = LEAST if choice.min_score is None else choice.min_score
    if not 0 <= least <= 1:
        raise UsageError(f"--min-score {least:g}: choose from 0 to 1")
    linker = Linker.open(choice.folder, choice.data)
    chosen = linker.find(choice.actor) if choice.actor else None
    verdicts = {each.pair: each for each in linker.decided if each.claim.withdrawn is None}
    found = []
    for candidate in find_candidates(linker.build, least=least, actor=chosen):
        decided = verdicts.get(frozenset((candidate.one.iri, candidate.other.iri)))
        if out.every or decided is None or decided.verdict == "later":
            found.append((candidate, decided))
    names = () if out.is_read else ("one_label", "other_label")  # a screen has both in one column, beside the ids
    columns = ("one", "other", *names, "called", "score", *WEIGHTS, "compared", "against", "decided")
    rows = [
        (
            c.one.id,
            c.other.id,
            *((c.one.label, c.other.label) if names else ()),
            f"{c.one.label} / {c.other.label}",
            c.score,
            *(part.value for part in c.parts.values()),
            c.parts["acronym"].why if c.parts["acronym"].value else c.parts["name"].why,
            "; ".join(c.against),
            decided.verdict if decided else None,
        )
        for c, decided in found
    ]
    items = [{**c.as_dict(), "decided": _decided_as_dict(d) if d else None} for c, d in found]
    put(columns, rows, out, wrapper={"version": 1, "candidates": items})
    hidden = "" if out.every else "; decided ones with --all"
    weights = ", ".join(f"{name} {weight:g}" for name, weight in WEIGHTS.items())
    score = f"Score: mean of the parts that are known, weighted {weights}; the last three as far as names are alike."
    note = f"{_count(len(found), 'pair')} from {least:g} on{hidden}. {score}"
    say(f"{note} Nothing is merged unless you decide: `sahel-kg link show ONE OTHER`")


@app.command(epilog=show_example("link show"))
@spread
def show(one: One, other: Other, choice: HowOptions, out: OutputOptions) -> None:
    """Show how alike two actors are, what was decided about them, and what accepting would change."""
    from sahel_kg.linking import candidates, decisions
    from sahel_kg.linking.linker import Linker

    linker = Linker.open(choice.folder, choice.data)
    pair = linker.find(one), linker.find(other)
    earlier = [each for each in linker.decided if each.pair == set(pair)]
    wish = decisions.Wish(
        *pair, _how(choice.as_), "to see", "coder of a question", date.today(), choice.since, choice.until
    )
    refused, changes = "", None
    try:
        drafted = linker.draft(wish)
        changes = linker.foresee(drafted)
    except UsageError as error:
        if pair[0] == pair[1] or not earlier:
            raise
        refused = str(error)
    candidate = candidates.compare(linker.build, *pair)
    if out.chosen == "json":
        told = {
            "version": 1,
            "candidate": candidate.as_dict(),
            "decisions": [_decided_as_dict(each) for each in earlier],
            "verdict": wish.verdict,
            "changes": changes.as_dict() if changes else None,
        }
        emit(tables.to_json(told), out.output)
        return
    if not out.is_read and out.form is not None:
        raise UsageError(f"--format {out.form}: choose table or json")
    lines = [f"{candidate.one.id} ({candidate.one.label}) and {candidate.other.id} ({candidate.other.label})"]
    parts = [
        (name, part.value if part.value is not None else "-", candidates.WEIGHTS[name], part.why)
        for name, part in candidate.parts.items()
    ]
    lines += [f"Against it: {text}" for text in candidate.against]
    lines += [
        f"Score {candidate.score:.2f}",
        tables.render_table(("part", "value", "weight", "compared"), parts, wide=out.is_wide).rstrip(),
    ]
    lines += [_decided(each) for each in earlier]
    put_text("\n".join(lines) + "\n", out)
    if changes is not None and out.output is None:
        tell(f"\nAs {wish.verdict}:\n{_tell(changes, linker.build)}\n", "text")
    elif refused:
        tell(f"\n{refused}\n", "text")


@app.command(epilog=show_example("link accept"))
@spread
def accept(one: One, other: Other, choice: AcceptOptions) -> None:
    """Decide that two actors are the same, or that one followed or overlaps the other; first tell what it changes."""
    from sahel_kg.linking import candidates
    from sahel_kg.linking.linker import Linker

    linker = Linker.open(choice.folder, choice.data)
    pair = linker.find(one), linker.find(other)
    drafted = linker.draft(replace(_wish(pair, _how(choice.as_), choice), since=choice.since, until=choice.until))
    changes = linker.foresee(drafted)
    against = candidates.compare(linker.build, *pair).against if linker.can_compare(*pair) else ()
    for text in against:
        tell(f"against it: {text}\n", "text")
    tell(_tell(changes, linker.build) + "\n", "text")
    if changes.objections and not choice.force and not choice.dry_run:
        count = len(changes.objections)
        raise SahelError(
            f"not decided: {_count(count, 'thing')} would contradict (listed above); choose --as preceded-by "
            "or overlaps-with, reject it, or insist with --force"
        )
    if len(against) >= _MANY and not choice.force and not choice.dry_run:
        _ask(f"{_count(len(against), 'thing')} speak against it (listed above)")
    _write(linker, drafted, choice.dry_run)


def _ask(reason: str) -> None:
    """Ask before a decision is written; where nobody can answer, it is not.

    Raises
    ------
    SahelError
        If the answer is no, or there is nobody to ask.
    """
    if _can_answer():
        hush()
        if typer.confirm(f"{reason}. Decide so all the same?", err=True):
            return
        raise SahelError("not decided")
    raise SahelError(f"not decided: {reason}; insist with --force")


def _can_answer() -> bool:
    return sys.stdin.isatty()


@app.command(epilog=show_example("link reject"))
@spread
def reject(one: One, other: Other, choice: DecisionOptions) -> None:
    """Decide that two actors are not the same; they are not offered again."""
    _decide("different", one, other, choice)


@app.command(epilog=show_example("link later"))
@spread
def later(one: One, other: Other, choice: DecisionOptions) -> None:
    """Note that two actors may be the same and that it is open; they stay in the list."""
    _decide("later", one, other, choice)


@app.command(epilog=show_example("link undo"))
@spread
def undo(one: One, other: Other, choice: UndoOptions) -> None:
    """Withdraw what was decided about two actors; the decision stays on record with the reason."""
    from sahel_kg.linking import decisions
    from sahel_kg.linking.linker import Linker

    linker = Linker.open(choice.folder, choice.data)
    pair = linker.find(one), linker.find(other)
    earlier = decisions.find_standing(linker.decided, *pair)
    if not earlier:
        raise UsageError(f"nothing stands about {one} and {other}: `sahel-kg link --all` lists what is decided")
    drafted = decisions.draft_undoing(earlier, choice.because, choice.by, _read_day(choice.day), linker.before)
    tell(
        _tell(linker.foresee(drafted), linker.build, "would go back to the actor of whom the source speaks") + "\n",
        "text",
    )
    _write(linker, drafted, choice.dry_run)


def _decide(verdict: str, one: str, other: str, choice: DecisionOptions) -> None:
    from sahel_kg.linking import candidates
    from sahel_kg.linking.linker import Linker

    linker = Linker.open(choice.folder, choice.data)
    pair = linker.find(one), linker.find(other)
    wish = _wish(pair, verdict, choice)
    drafted = linker.draft(wish)
    if verdict == "later":  # what the question was, for whoever takes it up
        score = candidates.compare(linker.build, *pair).score
        drafted = linker.draft(replace(wish, because=f"{choice.because.strip()} (score {score:.2f})"))
    tell(_tell(linker.foresee(drafted), linker.build) + "\n", "text")
    _write(linker, drafted, choice.dry_run)


def _wish(pair: tuple[str, str], verdict: str, choice: DecisionOptions) -> Wish:
    from sahel_kg.linking.decisions import Wish

    grade = _letter(choice.reliability), _grade(choice.credibility)
    return Wish(*pair, verdict, choice.because, choice.by, _read_day(choice.day), None, None, *grade)


def _write(linker: Linker, drafted: DecisionDraft, dry_run: bool) -> None:
    for each in drafted.withdrawn:
        say(f"withdraws {each.claim.id} ({each.verdict}, {each.claim.created})")
    if dry_run:
        say("nothing was written (--dry-run)")
        return
    say(f"{shown(linker.write(drafted))}: written; `sahel-kg build` takes it in")


def _how(text: str) -> str:
    if text not in ACCEPTED:
        raise UsageError(f"--as {text}: {choose_from(text, ACCEPTED)}")
    return text


def _letter(text: str) -> str:
    if text.upper() not in tuple("ABCDEF"):
        raise UsageError(f"--reliability {text}: choose from A (reliable) to E, or F (unknown)")
    return text.upper()


def _grade(number: int) -> int:
    if not 1 <= number <= 6:
        raise UsageError(f"--credibility {number}: choose from 1 (confirmed) to 5, or 6 (unknown)")
    return number


def _read_day(text: str | None) -> date:
    from sahel_kg.record.bounds import parse_date

    try:
        return parse_date(text, datatype="date") if text else date.today()
    except ValueError as error:
        raise UsageError(f"--date {error}") from None


def _decided(each: Decision) -> str:
    claim = each.claim
    told = f"Decided: {each.verdict}, {claim.created}, {claim.coder and claim.coder.rpartition('/')[2]}: {claim.note}"
    return f"{told} [{claim.id}]" + (f"; withdrawn: {claim.withdrawn}" if claim.withdrawn else "")


def _decided_as_dict(each: Decision) -> dict[str, object]:
    claim = each.claim
    return {
        "claim": claim.as_dict(),
        "verdict": each.verdict,
        "created": claim.created,
        "because": claim.note,
        "bounds": claim.bounds.as_dict(),
        "withdrawn": claim.withdrawn,
    }


_MOST = 12


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _tell(changes: Changes, build: Build, where: str = "would be shown at the other of the two") -> str:
    """Return what would change, for people; `where` says what becomes of ties that only move."""
    from collections import Counter

    from sahel_kg.ties.ties import sign_word

    lines = []
    if changes.moved:
        lines.append(f"{_count(changes.moved, 'tie')} {where}")
    for what, ties in (("new", changes.gained), ("lost", changes.lost)):
        counts = Counter(" ".join(dict.fromkeys((tie.status, sign_word(tie)))) for tie in ties)
        told = f" ({', '.join(f'{n} {word}' for word, n in sorted(counts.items()))})" if ties else ""
        lines.append(f"{_count(len(ties), 'tie')} {what}{told}")
        for tie in ties[:_MOST]:
            ends = [build.actors[iri].label for iri in (tie.subject, tie.object)]
            when = tables.between(tie.bounds.earliest_begin, tie.bounds.latest_end)
            lines.append(f"  {ends[0]} {build.relations.label(tie.relation)} {ends[1]} ({tie.status}; when: {when})")
        if len(ties) > _MOST:
            lines.append(f"  and {len(ties) - _MOST} more")
    if changes.facts:
        told = "; ".join(changes.facts[:_MOST]) + ("; ..." if len(changes.facts) > _MOST else "")
        lines.append(f"{_count(len(changes.facts), 'other fact')} new: {told}")
    if changes.names:
        lines.append(f"names joined: {'; '.join(changes.names)}")
    if changes.names_lost:
        lines.append(f"names parted: {'; '.join(changes.names_lost)}")
    for what, found in (
        ("contradiction", [*changes.fused, *changes.contradictions]),
        ("tension", list(changes.tensions)),
    ):
        lines.append(f"{_count(len(found), what)} new")
        lines += [f"  {text}" for text in found[:_MOST]]
        if len(found) > _MOST:
            lines.append(f"  and {len(found) - _MOST} more")
    return tables.printable("\n".join(lines))
