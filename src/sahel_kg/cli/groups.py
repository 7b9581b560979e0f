"""Groups of options, as `spread.spread` takes them: a group that adds to another has its options too.

The panel in which `--help` shows an option is that of the group that first has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from sahel_kg import tables
from sahel_kg.cli import options

# -- builds and data


@dataclass(frozen=True)
class BuildOptions:
    """Which build."""

    panel: ClassVar[str] = "Build and evidence"
    folder: options.Build = None


# -- how an answer is given


@dataclass(frozen=True)
class AnswerOptions:
    """In what form an answer is given, and where."""

    panel: ClassVar[str] = "Output"
    form: options.Format = None
    output: options.Output = None
    overwrite: options.Overwrite = False
    mark: options.Mark = None
    forms: ClassVar[Sequence[str]] = tables.FORMATS

    @property
    def chosen(self) -> str:
        """The form: what the name of the file tells, if none was asked for; a table on a terminal, and else CSV."""
        return self.form or tables.default_format(self.output, self.forms)

    @property
    def is_read(self) -> bool:
        """Whether a person reads it."""
        return self.chosen == "table"

    @property
    def is_wide(self) -> bool:
        """Whether a table has all columns, whatever the screen has room for: a file has no screen."""
        return self.output is not None

    @property
    def most(self) -> int | None:
        """How many rows of a table are shown; None for all: what is not read on a screen has them."""
        return None


@dataclass(frozen=True)
class ListOptions(AnswerOptions):
    """The same of a command whose answer may be long."""

    every: options.EveryRow = False

    @property
    def most(self) -> int | None:
        """The first rows, unless all are asked for, or go to a file or a program."""
        return tables.FIRST if self.is_read and self.output is None and not self.every else None


@dataclass(frozen=True)
class OutputOptions(ListOptions):
    """The same of a command that prints a table."""

    wide: options.Wide = False

    @property
    def is_wide(self) -> bool:
        """Whether that was asked for, or goes to a file."""
        return self.wide or super().is_wide


@dataclass(frozen=True)
class MeasureOptions(OutputOptions):
    """The same of a command that says what its answer was taken from."""

    notes: options.Notes = False


@dataclass(frozen=True)
class PathsOutput(AnswerOptions):
    """The same of `path`."""

    notes: options.Notes = False


@dataclass(frozen=True)
class PictureOptions(MeasureOptions):
    """The same of a command that draws as well."""

    output: options.Picture = None


@dataclass(frozen=True)
class SheetOptions(OutputOptions):
    """The same of `show`, which has a sheet to print, and is one screen in a pipe as well."""

    form: options.SheetFormat = None
    forms: ClassVar[Sequence[str]] = (*tables.FORMATS, "md", "html")

    @property
    def chosen(self) -> str:
        """The form: a table, if none was asked for and the name of the file tells none."""
        return self.form or tables.default_format(self.output, self.forms, "table")


@dataclass(frozen=True)
class ReviewOutput(OutputOptions):
    """The same of `verify`, whose claims can be printed to be read side by side with the text."""

    form: options.ReviewFormat = None
    forms: ClassVar[Sequence[str]] = (*tables.FORMATS, "html")


@dataclass(frozen=True)
class FindingsOutput(ListOptions):
    """The same of `contradictions`."""

    form: options.FindingsFormat = None
    forms: ClassVar[Sequence[str]] = (*tables.FORMATS, "md")


@dataclass(frozen=True)
class DifferencesOutput(MeasureOptions):
    """The same of `diff`."""

    form: options.DifferencesFormat = None
    forms: ClassVar[Sequence[str]] = (*tables.FORMATS, "md")


@dataclass(frozen=True)
class CasualtiesOutput(MeasureOptions):
    """The same of `casualties`."""

    form: options.CasualtiesFormat = None
    forms: ClassVar[Sequence[str]] = (*tables.FORMATS, "md")


@dataclass(frozen=True)
class ProofOutput(AnswerOptions):
    """The same of `explain`."""

    form: options.ProofFormat = None
    forms: ClassVar[Sequence[str]] = ("tree", "json", "dot", "md")

    @property
    def chosen(self) -> str:
        """The form: a tree, if none was asked for and the name of the file tells none."""
        told = tables.default_format(self.output, self.forms, "tree")
        return self.form or ("tree" if told == "table" else told)


@dataclass(frozen=True)
class PageOptions:
    """Where a page is written."""

    panel: ClassVar[str] = "Output"
    output: options.Page = Path("relationships.html")
    overwrite: options.Overwrite = False


@dataclass(frozen=True)
class ExportOutput:
    """Where an export is written."""

    panel: ClassVar[str] = "Output"
    output: options.ExportPath = None
    overwrite: options.Overwrite = False
    mark: options.Mark = None


# -- time and evidence


@dataclass(frozen=True)
class TimeOptions:
    """At what time a build is seen."""

    panel: ClassVar[str] = "Time"
    as_of: options.AsOf = None
    reading: options.Reading = None
    window: options.Window = None
    persist: options.Persist = None


@dataclass(frozen=True)
class EvidenceOptions:
    """By what evidence a build is seen."""

    panel: ClassVar[str] = "Build and evidence"
    basis: options.Basis = None
    source: options.Source = None
    without_source: options.WithoutSource = None
    min_credibility: options.MinCredibility = None
    min_reliability: options.MinReliability = None


@dataclass(frozen=True)
class WholeOptions(BuildOptions, EvidenceOptions):
    """A build of all times, seen by some evidence."""


@dataclass(frozen=True)
class SeenOptions(WholeOptions, TimeOptions):
    """A build, seen at a time and by some evidence."""


@dataclass(frozen=True)
class SeenTiesOptions(SeenOptions):
    """The ties of a build, seen so: among them what happened does not stand for ever."""

    window: options.TieWindow = None


@dataclass(frozen=True)
class CountedOptions(SeenTiesOptions):
    """The ties of a build that count: what is only possible does not unless asked for."""

    panel: ClassVar[str] = "Network"
    reading: options.TieReading = None
    contributors: options.Contributors = "count"


@dataclass(frozen=True)
class CasualtiesOptions(WholeOptions):
    """Which losses count."""

    panel: ClassVar[str] = "Losses"
    as_of: options.AsOf = None
    since: options.Since = None
    inflicted_by: options.InflictedBy = None
    place: options.InPlace = None
    by_year: options.ByYear = False


@dataclass(frozen=True)
class FindingsOptions(SeenOptions):
    """Which findings."""

    panel: ClassVar[str] = "Findings"
    kind: options.FindingKind = None
    actor: options.Side = None


@dataclass(frozen=True)
class ProofOptions(SeenOptions):
    """What is explained besides a fact, and how much of it."""

    panel: ClassVar[str] = "Proof"
    contradiction: options.Contradiction = None
    tension: options.Tension = None
    every: options.EveryStep = False
    full: options.Full = False


# -- ties and the network of them


@dataclass(frozen=True)
class TieOptions:
    """Which ties."""

    panel: ClassVar[str] = "Network"
    sign: options.Sign = None
    relation: options.Relation = None
    asserted_only: options.Asserted = False


@dataclass(frozen=True)
class TimelineOptions(WholeOptions, TieOptions):
    """Which changes."""

    panel: ClassVar[str] = "Time"
    first: options.From = None
    last: options.To = None


@dataclass(frozen=True)
class DifferenceOptions(WholeOptions, TieOptions):
    """Which ties of two days, or of two builds."""

    panel: ClassVar[str] = "Time"
    before: options.Before = None
    table: options.DifferenceTable = None
    around: options.OwnTies = None
    reading: options.TieReading = None
    window: options.TieWindow = None
    persist: options.Persist = None


@dataclass(frozen=True)
class RankedOptions(CountedOptions, TieOptions):
    """From what network named actors rank: see `network.choose`."""

    panel: ClassVar[str] = "Network"
    organs: options.Organs = True
    missions: options.Missions = True
    roll_up: options.RollUpAlias = False


@dataclass(frozen=True)
class NetworkOptions(RankedOptions):
    """From what a network is taken, actors without a name among them."""

    panel: ClassVar[str] = "Network"
    described: options.Described = True
    named_only: options.NamedOnlyAlias = False


@dataclass(frozen=True)
class SignedOptions(CountedOptions):
    """From what a signed network is taken: see `joining.choose_signed`."""

    panel: ClassVar[str] = "Network"
    relation: options.Relation = None
    asserted_only: options.Asserted = False
    described: options.Described = False
    organs: options.Organs = False
    missions: options.Missions = False
    parallel: options.Parallel = "netted"
    weight: options.Weight = "pairs"
    sign_of: options.SignOf = None
    weigh: options.Weigh = None
    around: options.Around = None
    steps: options.Steps = 2


@dataclass(frozen=True)
class ExportOptions(SignedOptions):
    """From what a file is written: of the whole build only time and evidence choose a part."""

    window: options.ExportWindow = None


@dataclass(frozen=True)
class PathOptions(SignedOptions):
    """From what paths are taken, and which: where two both cooperate and fight, both ties may be walked."""

    panel: ClassVar[str] = "Network"
    parallel: options.PathParallel = "kept"
    sign: options.Sign = None
    neutral: options.Neutral = False
    longest: options.Longest = None
    most: options.MostPaths = 5


@dataclass(frozen=True)
class PeriodOptions(SignedOptions):
    """Which periods are followed."""

    panel: ClassVar[str] = "Periods"
    years: options.Years = None
    day: options.Day = None
    changes: options.Changes = False


# -- limits


@dataclass(frozen=True)
class LimitOptions:
    """How far a query may go."""

    panel: ClassVar[str] = "Limits"
    limit_time: options.LimitTime = 30.0
    limit_memory: options.LimitMemory = "1GB"
    limit_rows: options.LimitRows = 1_000_000


# -- closing any RDF


@dataclass(frozen=True)
class CloseOptions:
    """By which rules files are closed, and within which limits."""

    output: options.Closed = None
    engine: options.Engine = "auto"
    rules: options.Rules = None
    without: options.Without = None
    limit_facts: options.LimitFacts = None
    limit_time: options.LimitTime = None
    limit_memory: options.LimitGrowth = None
    memory_limit: options.MemoryLimitAlias = None
    database: options.Database = None
    inferred_only: options.InferredOnly = False
    sort: options.Sorted = False
    overwrite: options.Overwrite = False
