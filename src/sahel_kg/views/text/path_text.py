"""Paths for the terminal: a chain, what its signs and dates make of it, and each step with its evidence."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from sahel_kg import tables
from sahel_kg.alliances.network.signed_ties import SignedTie
from sahel_kg.alliances.paths.paths import Paths
from sahel_kg.alliances.paths.spells import may_be, unite
from sahel_kg.alliances.paths.steps import Path, PathStep
from sahel_kg.arguments import refuses_others
from sahel_kg.record.claims import Claim
from sahel_kg.record.extents import in_words, tell_span
from sahel_kg.record.relations import SIGN_WORDS
from sahel_kg.record.rewinding import words_of_window
from sahel_kg.ties.words import count, graded
from sahel_kg.vocabulary import compact

Fact = tuple[str, str, str]
CITED = 3
"""How many claims and other relations of a step are named."""


@refuses_others
def tell(paths: Paths, said_of: Mapping[Fact, Fact] | None = None, options: str = "") -> str:
    """Return the paths between two actors as text.

    Parameters
    ----------
    paths : Paths
    said_of : mapping of (subject, relation, object), optional
        Ties that were given to a state to those of its organ: what `explain` knows. CURIEs.
    options : str
        What the suggested commands need to find this build at this time.
    """
    ends = f"{paths.labels[paths.source]} to {paths.labels[paths.target]}"
    if not paths.shortest:
        return tables.printable(f"{ends}: {paths.why}\n")
    shown = len(paths.shortest)
    told = f"{count(paths.count, 'shortest path')} of {count(len(paths.shortest[0].steps), 'step')}"
    if shown < paths.count:
        told += f", {'one is' if shown == 1 else f'{shown} are'} shown (--most)"
    elif shown > 1:
        told += ", the best evidenced first"
    lines = [f"{ends}: {told}"]
    for number, path in enumerate(paths.shown, 1):
        heading = f"Best evidenced, of {count(len(path.steps), 'step')}: " if number > shown else f"{number}. "
        lines += ["", heading + chain(paths, path) + (_standing(paths, path) if number <= shown else "")]
        lines += [f"   {line}" for line in (tell_balance(paths, path), *times(paths, path))]
        for place, step in enumerate(path.steps, 1):
            lines += _evidence(paths, step, place, said_of or {}, options)
    return tables.printable("\n".join(lines)) + "\n"


def tell_possible(paths: Paths) -> str:
    """Say that a tie connects the two directly that is only possible."""
    tie = paths.shortest[0].steps[0].tie
    said = "; ".join(filter(None, (SIGN_WORDS[tie.sign], tie.status, in_words(tie.extent))))
    return tables.printable(f"A direct tie is possible, {chain(paths, paths.shortest[0])} ({said})")


def _standing(paths: Paths, path: Path) -> str:
    if path == paths.best:
        return " (best evidenced)"
    return " (as well evidenced)" if paths.best and path.ranks == paths.best.ranks else ""


def chain(paths: Paths, path: Path) -> str:
    """Return a path in one line: ``ISGS -hostile to-> France -supports-> Mali``."""
    out = paths.labels[path.steps[0].start]
    for step in path.steps:
        out += f" {_arrow(step)} {paths.labels[step.end]}"
    return out


def tell_balance(paths: Paths, path: Path) -> str:
    """Say what balance would make of a path: the product of its signs."""
    if path.sign is None:
        why = " and ".join(f"step {number} is {_sign(path.steps[number - 1])}" for number in path.unsigned)
        return f"No sign: {why}, so nobody is friend or foe by this path."
    roles = ["friend" if step.sign == "+" else "enemy" for step in reversed(path.steps)]
    first, last = paths.labels[paths.source], paths.labels[paths.target]
    told = f"{last} is {' of '.join(f'an {r}' if r == 'enemy' else f'a {r}' for r in roles)} of {first}"
    if len(path.steps) == 1:
        return f"{told}."
    return f"{told}: balance would expect {SIGN_WORDS[path.sign]}, of which this is no evidence."


def times(paths: Paths, path: Path) -> Iterable[str]:
    """Say whether the steps are there at one time."""
    if paths.when.day is not None:
        return [_on_a_day(paths, path)]
    if len(path.steps) == 1:
        return []
    undated = [str(n) for n, step in enumerate(path.steps, 1) if not any(t.extent.bounds for t in step.ties)]
    if path.together:
        told = f"All steps may be there together {' and '.join(tell_span(*spell) for spell in path.together)}"
        sure = " and ".join(tell_span(*spell) for spell in path.surely_together)
        told += f", surely {sure}." if sure else ", never surely."
    else:
        forth, back = path.walks
        first, last = paths.labels[paths.source], paths.labels[paths.target]
        ways = [f"from {a} to {b}" for a, b, can in ((first, last, forth), (last, first, back)) if can]
        told = "Warning: the steps are never there at one time. One after the other in time they "
        told += f"lead {' and '.join(ways)}." if ways else "lead neither way either."
    if undated:
        told += f" Undated, so at any time: step{'' if len(undated) == 1 else 's'} {', '.join(undated)}."
    return [told]


def _on_a_day(paths: Paths, path: Path) -> str:
    found: dict[str, list[str]] = {"certain": [], "presumed": [], "possible": [], "happened": []}
    for number, step in enumerate(path.steps, 1):
        if step.tie.extent.aspect == "happening":
            found["happened"].append(str(number))
        else:
            found["possible" if step.tie.reading == "undated" else step.tie.reading].append(str(number))
    window = f" in the {words_of_window(paths.when.window)} before" if paths.when.window else ""
    parts = [
        f"step{'' if len(steps) == 1 else 's'} {', '.join(steps)} {says}{window if says == 'happened' else ''}"
        for says, steps in found.items()
        if steps
    ]
    return f"On {paths.when.day}: {'; '.join(parts)}."


def _arrow(step: PathStep) -> str:
    relation = step.tie.label or step.tie.relation
    return {"forward": f"-{relation}->", "backward": f"<-{relation}-", "both": f"-{relation}-"}[step.direction]


def _sign(step: PathStep) -> str:
    return SIGN_WORDS[step.sign] if step.sign else "both cooperation and hostility"


def _evidence(paths: Paths, step: PathStep, place: int, said_of: Mapping[Fact, Fact], options: str) -> list[str]:
    """Return what a step rests on."""
    tie = step.tie
    fact = (tie.subject, tie.relation, tie.object)
    grade = " ".join(filter(None, (tie.basis, graded(tie.reliability, tie.credibility))))
    said = [SIGN_WORDS[tie.sign], tie.status, in_words(tie.extent), grade]
    own = said_of.get(fact, fact)
    if own != fact:
        said.append(f"said of {', '.join(one for one, other in zip(own, fact, strict=True) if one != other)}")
    first, last = paths.labels[step.start], paths.labels[step.end]
    lines = [f"   step {place}: {first} {_arrow(step)} {last}", f"      {'; '.join(filter(None, said))}"]
    if claims := tie.claims:
        more = f" and {len(claims) - CITED} more" if len(claims) > CITED else ""
        lines.append(f"      by {', '.join(map(_cited, claims[:CITED]))}{more}")
    if tie.status == "inferred":
        lines.append(f"      why: sahel-kg explain {shlex.join(own)}{options}")
    spells = unite(may_be(each.extent) for each in step.ties)
    if spells != unite([may_be(tie.extent)]):
        more = f" and {len(spells) - CITED} times more" if len(spells) > CITED else ""
        lines.append(f"      all ties of the two: {', '.join(tell_span(*spell) for spell in spells[:CITED])}{more}")
    others = dict.fromkeys(_other(other) for other in step.ties[1:] if _other(other) != _other(tie))
    if others:
        more = f" and {len(others) - CITED} more" if len(others) > CITED else ""
        lines.append(f"      besides: {', '.join(list(others)[:CITED])}{more}")
    return lines


def _other(tie: SignedTie) -> str:
    return f"{tie.label or tie.relation} ({SIGN_WORDS[tie.sign]}, {tie.status})"


def _cited(claim: Claim) -> str:
    segment = claim.locator.segment if claim.locator else ""
    place = ", ".join(filter(None, (compact(claim.source).partition(":")[2], segment)))
    return f"{claim.id} ({place})" if place else claim.id
