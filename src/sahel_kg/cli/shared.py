"""What the commands share: options, how a build is opened, how a result is printed or written."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from sahel_kg import tables
from sahel_kg.errors import UsageError
from sahel_kg.resources import write as write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sahel_kg.builds.build import Build

BuildOption = Annotated[
    Path | None,
    typer.Option(
        "--build",
        metavar="DIR",
        help="Build folder; else $SAHEL_KG_BUILD, else build/ beside the nearest pyproject.toml.",
        show_default="build/",
    ),
]
DataOption = Annotated[
    list[Path] | None,
    typer.Option("--data", metavar="DIR", help="Your own data, beside the shipped; repeatable."),
]
SourceText = Annotated[Path, typer.Option("--source", metavar="FILE", help="The text that was coded, unchanged.")]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="F",
        help="table, csv, tsv, json or jsonl.",
        show_default="table on a terminal, else csv",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write there instead of to the terminal."),
]
PictureOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write there; .svg or .png draws a picture."),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="Rewind to that day: what then holds, may hold or has happened, each marked."
    ),
]
ReadingOption = Annotated[
    str | None,
    typer.Option("--reading", metavar="R", help="certain, possible or both.", show_default="both, marked"),
]
WindowOption = Annotated[
    str | None,
    typer.Option(
        "--window",
        metavar="W",
        help="How long before the day what happened counts as a tie: 12m, 2y, 365d.",
        show_default="12m",
    ),
]
SourcesOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="NAME", help="Claims of this source and background only; repeatable."),
]
CredibilityOption = Annotated[
    int | None,
    typer.Option("--min-credibility", metavar="N", help="Claims this credible or better: 1 (confirmed) to 5."),
]
ReliabilityOption = Annotated[
    str | None,
    typer.Option("--min-reliability", metavar="L", help="Sources this reliable or better: A (reliable) to E."),
]
IncludeOption = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="WHAT", help="assessed or withdrawn claims besides; repeatable."),
]
SignOption = Annotated[
    list[str] | None,
    typer.Option("--sign", metavar="S", help="cooperation, hostility, strain or neutral; repeatable."),
]
RelationOption = Annotated[
    list[str] | None, typer.Option("--relation", metavar="R", help="A relation and all below it; repeatable.")
]
BasisOption = Annotated[
    list[str] | None,
    typer.Option(
        "--basis",
        metavar="B",
        help="Claims of this basis only, Stated, Implied or Background, and what follows from them; repeatable.",
    ),
]
AssertedOption = Annotated[bool, typer.Option("--asserted-only", help="Leave inferred ties out.")]
NamedOption = Annotated[bool, typer.Option("--named-only", help="Leave actors without a name out.")]
OrgansOption = Annotated[bool, typer.Option("--roll-up", help="Give the ties of organs to their states.")]
MissionsOption = Annotated[bool, typer.Option("--no-missions", help="Leave missions out.")]


def spread(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function that takes options in groups: a parameter that is a dataclass becomes its fields."""
    hints = get_type_hints(function, include_extras=True)
    groups: dict[str, Any] = {}
    parameters = []
    for parameter in inspect.signature(function).parameters.values():
        hint = hints[parameter.name]
        if not is_dataclass(hint):
            parameters.append(parameter.replace(annotation=hint, kind=parameter.KEYWORD_ONLY))
            continue
        groups[parameter.name] = hint
        own = get_type_hints(hint, include_extras=True)
        for each in fields(hint):
            kind = inspect.Parameter.KEYWORD_ONLY
            parameters.append(inspect.Parameter(each.name, kind, default=each.default, annotation=own[each.name]))

    @functools.wraps(function)
    def command(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{each.name: given.pop(each.name) for each in fields(group)})
        function(**given)

    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command


def _pairs(option: str, given: Sequence[str] | None, wanted: str) -> dict[str, str]:
    """Read what is said of relations: R=X, repeatable."""
    found = {}
    for text in given or ():
        relation, equals, said = text.rpartition("=")
        if not equals:
            raise UsageError(f"{option} {text}: write a relation and {wanted}")
        found[relation] = said
    return found


@dataclass(frozen=True)
class SeenOptions:
    """At what time and by what evidence a build is seen."""

    as_of: AsOfOption = None
    reading: ReadingOption = None
    window: WindowOption = None
    basis: BasisOption = None
    source: SourcesOption = None
    min_credibility: CredibilityOption = None
    min_reliability: ReliabilityOption = None
    folder: BuildOption = None

    def open(self) -> Build:
        """Open the build so."""
        return self._open(self.as_of, self.reading, self.window)

    def open_whole(self) -> Build:
        """Open the build by that evidence, of all times."""
        return self._open()

    def _open(self, *time: str | None) -> Build:
        return open_seen(
            self.folder,
            *time,
            basis=self.basis,
            source=self.source,
            min_credibility=self.min_credibility,
            min_reliability=self.min_reliability,
        )


@dataclass(frozen=True)
class AllianceOptions(SeenOptions):
    """From what a signed network is taken: see `alliances.take_signed`."""

    relation: RelationOption = None
    asserted_only: AssertedOption = False
    described: Annotated[bool, typer.Option("--described", help="Keep actors without a name.")] = False
    organs: Annotated[bool, typer.Option("--organs", help="Keep organs apart from their states.")] = False
    missions: Annotated[bool, typer.Option("--missions", help="Keep missions, which double every adversary.")] = False
    contributors: Annotated[
        str, typer.Option(metavar="count|actors", help="Who only contributes to a side is counted, or is on it.")
    ] = "count"
    parallel: Annotated[
        str,
        typer.Option(
            metavar="netted|kept|latest|best", help="What becomes of two that both cooperate and fight: see the docs."
        ),
    ] = "netted"
    weight: Annotated[
        str, typer.Option(metavar="pairs|relations|claims", help="What a pair counts: once, or by relations or claims.")
    ] = "pairs"
    sign_of: Annotated[
        list[str] | None,
        typer.Option(
            "--sign-of",
            metavar="R=SIGN",
            help="Give a relation another sign: skg:strainedWith=hostility; repeatable.",
        ),
    ] = None
    weigh: Annotated[
        list[str] | None,
        typer.Option(
            "--weigh", metavar="R=N", help="Weigh a relation: skg:affiliateOf=0.5, or 0 to leave it out; repeatable."
        ),
    ] = None
    around: Annotated[
        list[str] | None,
        typer.Option("--around", metavar="ACTOR", help="Only who is near this actor; repeatable."),
    ] = None
    steps: Annotated[int, typer.Option(metavar="N", help="How many ties away is near, with --around.")] = 2

    def joining(self) -> dict[str, Any]:
        """Return what `alliances.take_signed` takes besides a build that is seen so."""
        weights = {}
        for relation, number in _pairs("--weigh", self.weigh, "a number, such as skg:affiliateOf=0.5").items():
            try:
                weights[relation] = float(number)
            except ValueError:
                raise UsageError(f"--weigh {relation}={number}: the weight is a number from 0") from None
        return {
            "relations": self.relation or (),
            "statuses": ("asserted",) if self.asserted_only else ("asserted", "inferred"),
            "described": self.described,
            "organs": self.organs,
            "missions": self.missions,
            "contributors": self.contributors,
            "parallel": self.parallel,
            "weight": self.weight,
            "signs_of": _pairs("--sign-of", self.sign_of, "a sign, such as skg:strainedWith=hostility"),
            "weights": weights,
            "around": self.around or (),
            "steps": self.steps,
        }


def picture_suffix(output: Path | None, form: str | None) -> str | None:
    """Return the suffix of the picture that is wanted, if one is."""
    from sahel_kg.views.pictures.canvas import SUFFIXES

    suffix = output.suffix.lower() if output else ""
    if suffix not in SUFFIXES:
        return None
    if form is not None:
        raise UsageError(f"-o {output} is a picture and --format {form} is a table: leave one of them out")
    return suffix


def put_picture(output: Path, figure: Figure, told: str) -> None:
    """Write a picture in the form that its name asks for, and say where it is and what is in it."""
    from sahel_kg.resources import shown
    from sahel_kg.views.pictures.canvas import save

    write(output, save(figure, output.suffix.lower()))
    typer.echo(f"{shown(output.absolute())}: {told}", err=True)


def titles_of(opened: Build) -> str:
    """Return the reports that claims were taken from, as a caption has them."""
    reports = sorted({opened.titles.get(c.source, c.source) for c in opened.admitted if c.basis != "Background"})
    return f"{'; '.join(reports)}, and background" if reports else "background"


def open_build(folder: Path | None) -> Build:
    """Open the build that the options name."""
    from sahel_kg.builds.build import load

    return load(folder)


def open_seen(
    folder: Path | None,
    as_of: str | None = None,
    reading: str | None = None,
    window: str | None = None,
    *,
    basis: Sequence[str] | None = None,
    source: Sequence[str] | None = None,
    min_credibility: int | None = None,
    min_reliability: str | None = None,
) -> Build:
    """Open the build that the options name, at the time and by the evidence that they choose."""
    from sahel_kg.record.evidence import choose_evidence
    from sahel_kg.record.extents import when

    time = when(as_of, reading, window)
    opened = open_build(folder)
    evidence = choose_evidence(
        opened.claims,
        bases=basis or (),
        sources=source or (),
        min_credibility=min_credibility,
        min_reliability=min_reliability,
    )
    if time.day is not None:
        for sentence in beyond(opened, [time.day]):
            typer.echo(sentence, err=True)
    return opened.admitting(evidence).at(time)


def beyond(opened: Build, days: Sequence[date]) -> list[str]:
    """Say which days lie outside all that is dated."""
    from sahel_kg.ties.differences import dated_span

    span = dated_span(opened)
    if span is None:
        return ["no claim that counts has a date"]
    (first, early), (last, late) = span
    told = f"the first day that a claim names is {first} ({early.id}), the last {last} ({late.id})"
    out = []
    for day in days:
        if day < first:
            out.append(f"{day} lies before everything that is dated: {told}")
        elif day > last:
            out.append(f"{day} lies after everything that is dated: {told}")
    return out


def take(
    opened: Build,
    sign: Sequence[str] | None,
    relation: Sequence[str] | None,
    asserted_only: bool,
    named_only: bool,
    roll_up: bool,
    no_missions: bool,
    *,
    denied: bool = False,
) -> Any:
    """Take the network that the options describe."""
    from sahel_kg.ties import network

    return network.take(
        opened,
        signs=sign or network.SIGNS,
        relations=relation or (),
        statuses=("asserted",) if asserted_only else network.STATUSES if denied else ("asserted", "inferred"),
        described=not named_only,
        organs=not roll_up,
        missions=not no_missions,
    )


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end a query at once: it runs outside Python, whose own handler would wait for its end."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def put(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    form: str | None,
    output: Path | None,
    *,
    wrapper: dict[str, Any] | None = None,
    hidden: Sequence[str] = (),
) -> None:
    """Print or write a table."""
    chosen = form or tables.default_format(output)
    if chosen not in tables.FORMATS:
        raise UsageError(f"--format {chosen}: choose from {', '.join(tables.FORMATS)}")
    emit(tables.format_rows(columns, rows, chosen, wrapper=wrapper, hidden=hidden), output)


def emit(text: str, output: Path | None) -> None:
    """Print text, or write it to a file that is complete or not there."""
    if output is not None:
        write(output, text.encode("utf-8"))
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (`head`) has seen enough; nothing may be flushed to it at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
