"""The commands of the reasoner: explain a fact of a build, close any RDF files."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, cast

import typer

from sahel_kg import files, tables
from sahel_kg.cli import inputs
from sahel_kg.cli.allowance import Allowance
from sahel_kg.cli.completion import offer_fact
from sahel_kg.cli.groups import CloseOptions, EvidenceOptions, ProofOptions, ProofOutput
from sahel_kg.cli.opening import count_bytes, open_seen
from sahel_kg.cli.output import choose_form, emit, put_text, tell_evidence
from sahel_kg.cli.spread import spread
from sahel_kg.cli.streams import say, tell
from sahel_kg.errors import UsageError
from sahel_kg.resources import shown

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.explaining.phrasing import Triple
    from sahel_kg.findings.disagreement import FindingKind
    from sahel_kg.reasoning import Closure, Finding

_MOST_FINDINGS = 10


@spread
def explain(
    fact: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SUBJECT RELATION OBJECT",
            help="Names, CURIEs or IRIs; without any, the contradictions and tensions are listed.",
            autocompletion=offer_fact,
        ),
    ] = None,
    *,
    choice: ProofOptions,
    out: ProofOutput,
) -> None:
    """Show how a fact follows, step by step, down to claims; who denies it; or what it lacks if it does not hold."""
    form = choose_form(out)
    _refuse_what_does_not_go_together(fact, choice, form)
    opened = open_seen(choice)
    if fact:
        told = _explain_fact(opened, fact, form, every=choice.every, full=choice.full)
    elif choice.contradiction is not None:
        told = _explain_finding(opened, "contradiction", choice.contradiction, form, full=choice.full)
    elif choice.tension is not None:
        told = _explain_finding(opened, "tension", choice.tension, form, full=choice.full)
    else:
        told = _list_findings(opened, form)
    if form == "tree":
        put_text(told, out, styled=True)
    else:
        emit(told, out.output)
    tell_evidence(opened)


def _refuse_what_does_not_go_together(fact: list[str] | None, choice: ProofOptions, form: str) -> None:
    chosen = [option is not None for option in (choice.contradiction, choice.tension)]
    if sum(chosen) + bool(fact) > 1:
        raise UsageError("name a fact, or one contradiction, or one tension")
    if choice.every and (not fact or form in ("dot", "md")):
        raise UsageError("--all needs a fact, and --format tree or json")
    if fact and len(fact) != 3:
        raise UsageError(
            f"a fact has three parts, subject, relation and object; there are {len(fact)}: put quotation marks around "
            "a name of several words, as in: sahel-kg explain 'Islamic State' 'hostile to' Mali"
        )
    given = [each.name for each in fields(EvidenceOptions) if getattr(choice, each.name)]
    option = f"--{given[0].replace('_', '-')}" if given else ""
    if choice.as_of and not fact:
        raise UsageError("--as-of needs a fact: `sahel-kg contradictions --as-of DATE` lists the findings of a day")
    if option and not fact:
        raise UsageError(
            f"{option} needs a fact: `sahel-kg contradictions {option}` lists findings by some claims only"
        )
    if choice.as_of and choice.every:
        raise UsageError("--all lists the steps of any time: leave --as-of away")
    if option and choice.every:
        raise UsageError(f"--all lists the steps from all claims: leave {option} away")


def _explain_fact(opened: Build, words: list[str], form: str, *, every: bool, full: bool) -> str:
    from sahel_kg.explaining import lacking, naming
    from sahel_kg.views.text import proof_markdown, proof_tree

    fact = naming.find_fact(opened.whole, *words)
    book = naming.open_book(opened.whole)
    denied = lacking.denied_by(opened, fact)
    told = _explain_further(opened, fact, form, every=every, full=full)
    if isinstance(told, dict):
        return tables.to_json({**told, "denied": [claim.as_dict() for claim in denied]})
    before = {"md": proof_markdown.denial, "tree": proof_tree.denial}
    return before[form](fact, denied, book) + told if form in before else told


def _explain_further(opened: Build, fact: Triple, form: str, *, every: bool, full: bool) -> str | dict[str, Any]:
    """Return how a fact follows, or why it does not: an object for JSON, a text for what else there is."""
    from sahel_kg.explaining import explanations_json, naming, proving
    from sahel_kg.views.text import proof_graph, proof_markdown, proof_tree

    whole = opened.whole
    book = naming.open_book(whole)
    if fact not in whole.closure:
        return _explain_lack(whole, fact, form, full=full)
    if every:
        claims, steps = proving.list_said(whole, fact), whole.closure.justifications(fact)
        if form == "json":
            return explanations_json.justifications_as_dict(fact, claims, steps, book)
        return proof_tree.justifications(fact, claims, steps, book)
    told = proving.explain(opened, fact, merge=form != "json" and not full)
    if told is None:
        return _explain_absence(opened, fact, form)
    if form == "json":
        return explanations_json.proof_as_dict(told, book)
    if form == "dot":
        return proof_graph.dot(told, book)
    return proof_markdown.markdown(told, book) if form == "md" else proof_tree.tree(told, book, full=full)


def _explain_absence(opened: Build, fact: Triple, form: str) -> str | dict[str, Any]:
    """Say that a fact does not hold at the time and by the evidence that is looked at, and when it does."""
    from sahel_kg.explaining import explanations_json, naming, proving
    from sahel_kg.views.text import proof_tree

    book = naming.open_book(opened.whole)
    times = proving.other_times(opened, fact)
    if form == "json":
        return explanations_json.absence_as_dict(fact, times, book)
    if form == "dot":
        raise UsageError(f"{book.phrasing.sentence(fact)}: not so then, so there is no proof to draw")
    ends = [proving.who_ends(opened, fact, each) for each in times]
    return proof_tree.absence(fact, opened, list(zip(times, ends, strict=True)), book)


def _explain_lack(opened: Build, fact: Triple, form: str, *, full: bool) -> str | dict[str, Any]:
    from sahel_kg.explaining import explanations_json, lacking, naming
    from sahel_kg.views.text import proof_tree

    book = naming.open_book(opened)
    found = lacking.find_lacks(opened, fact)
    if form == "json":
        return explanations_json.near_misses_as_dict(fact, found, book)
    if form == "dot":
        raise UsageError(f"{book.phrasing.sentence(fact)}: does not hold, so there is no proof to draw")
    return proof_tree.near_misses(fact, found, book, full=full or form == "md")


def _explain_finding(opened: Build, kind: FindingKind, number: int, form: str, *, full: bool) -> str:
    from sahel_kg.builds.disputes import explain_number
    from sahel_kg.explaining import explanations_json, naming
    from sahel_kg.views.text import proof_graph, proof_markdown, proof_tree

    told = explain_number(opened, kind, number, merge=form != "json" and not full)
    book = naming.open_book(opened)
    if form == "json":
        return tables.to_json(explanations_json.finding_as_dict(told, book))
    if form == "dot":
        return proof_graph.finding_dot(told, book)
    return (
        proof_markdown.finding_markdown(told, book) if form == "md" else proof_tree.finding_tree(told, book, full=full)
    )


def _list_findings(opened: Build, form: str) -> str:
    from sahel_kg.builds.disputes import list_numbered
    from sahel_kg.explaining import explanations, naming
    from sahel_kg.findings import findings
    from sahel_kg.ties.words import count

    if form != "tree":
        raise UsageError(f"--format {form} needs a fact, a contradiction or a tension")
    book = naming.open_book(opened)
    never = findings.list_never_together(opened)
    lines = []
    kinds: tuple[FindingKind, ...] = ("contradiction", "tension")
    for kind in kinds:
        found = list_numbered(opened, kind)
        apart = sum(finding in never for finding in found)
        besides = f", and {apart} that would be but for their times" if apart else ""
        lines.append(f"{count(len(found) - apart, kind)}{besides}{':' * bool(found)}")
        for number, finding in enumerate(found, 1):
            mark = ": never at one time" if finding in never else ""
            lines.append(f"  {number:>3}  {explanations.tell_finding(finding, book)}{mark}")
    if any(line.startswith("  ") for line in lines):
        lines.append("Explain one with --contradiction N or --tension N, or a fact: SUBJECT RELATION OBJECT.")
    else:
        lines.append("Explain a fact: sahel-kg explain SUBJECT RELATION OBJECT")
    return tables.printable("\n".join(lines)) + "\n"


# -- close


@spread
def close(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="RDF of any kind: ttl, nt, nq, trig, rdf, owl or xml, also with .gz."),
    ],
    choice: CloseOptions,
) -> None:
    """Close any RDF files under OWL 2 RL or your own rules; the facts go to standard output as sorted N-Triples.

    Nothing of the conflict data is used. A summary goes to standard error: counts, contradictions, notes.
    """
    from sahel_kg import reasoning
    from sahel_kg.exports.closures import find_format, lines, write_facts

    output = choice.output
    form = find_format(output) if output else None
    if output and output.is_dir():
        raise UsageError(f"-o {output} is a folder: name a file in it")
    asked = choice.limit_memory or choice.memory_limit
    size = count_bytes(asked) if asked else None
    allowance, began = Allowance(choice.limit_time, size), time.monotonic()
    with _new_database(choice.database) as database:
        with allowance.hold():
            closure = reasoning.close(
                list(paths),
                engine=choice.engine,
                rules=choice.rules or "owl-rl",
                without=choice.without or (),
                database=database,
                memory_limit=f"{size // 2} bytes" if size else None,
                limit_facts=choice.limit_facts,
                limit_time=choice.limit_time,
            )
            taken = time.monotonic() - began
            summary = _sum_up(closure, taken, output)
        if output is None:
            with allowance.hold():
                found = list(lines(closure, inferred_only=choice.inferred_only, in_order=choice.sort or None))
            with contextlib.suppress(typer.Exit):  # whoever reads it has seen enough; the rest is done all the same
                tell(found, "rdf")
        else:
            assert form is not None
            # the file takes its place when nothing can stop it any more
            with _written(output) as file, allowance.hold():
                write_facts(closure, file, form, inferred_only=choice.inferred_only, in_order=choice.sort or None)
        say(summary)
        closure.close()


@contextlib.contextmanager
def _new_database(path: Path | None) -> Iterator[Path | None]:
    """Give a place for a database that becomes this file once all is done; what was killed leaves none."""
    if path is None:
        yield None
        return
    try:
        target = files.place(path)
        if target.exists():
            raise UsageError(f"{path} exists: name a new file for the closure.")
        for left in files.leftovers(target):
            shutil.rmtree(left, ignore_errors=True)
        with files.staging(target) as folder:
            yield folder / target.name
            if target.exists():
                raise UsageError(f"{path} was written meanwhile: name a new file for the closure.")
            os.replace(folder / target.name, target)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


@contextlib.contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes a path's place once it is complete, packed if its name says so."""
    inputs.refuse(path)
    with files.replacing(path) as file:
        if path.suffix.lower() == ".gz":
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                yield cast("IO[bytes]", packed)
        else:
            yield file


def _sum_up(closure: Closure, taken: float, output: Path | None) -> str:
    """Tell what came out."""
    inferred = closure.count_inferred()
    given = len(closure) - inferred
    where = f" in {shown(output.absolute())}" if output else ""
    said = [f"{given:,} facts given, {inferred:,} inferred ({taken:.1f} s){where}"]
    for kind, found in (("contradiction", closure.contradictions), ("tension", closure.tensions)):
        if kind == "contradiction" or found:
            said.append(f"{len(found):,} {kind}{'s' * (len(found) != 1)}")
        said += map(_tell, found[:_MOST_FINDINGS])
        if len(found) > _MOST_FINDINGS:
            said.append(f"  ... and {len(found) - _MOST_FINDINGS:,} more")
    said += [f"note: {note}" for note in closure.notes]
    return "\n".join(said)


def _tell(finding: Finding) -> str:
    from sahel_kg.explaining.phrasing import Phrasing

    facts = "; ".join(map(Phrasing().sentence, finding.facts))
    return f"  {finding.rule}: {finding.message.rstrip('.')}: {facts}"
