"""Options that are taken together where people code reports, read data sets of others and decide who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sahel_kg.cli.groups import BuildOptions
from sahel_kg.cli.options import desk

# -- linking: decisions about two actors


@dataclass(frozen=True, kw_only=True)
class LinkOptions(BuildOptions):
    """Where decisions are read and written."""

    data: desk.DecisionsData = None


@dataclass(frozen=True, kw_only=True)
class PairsOptions(LinkOptions):
    """Which pairs are listed."""

    panel: ClassVar[str] = "Pairs"
    actor: desk.PairsActor = None
    min_score: desk.MinScore = None


@dataclass(frozen=True, kw_only=True)
class HowOptions(LinkOptions):
    """How two actors may be one."""

    panel: ClassVar[str] = "Decision"
    as_: desk.How = "same"
    since: desk.OverlapFrom = None
    until: desk.OverlapTo = None


@dataclass(frozen=True, kw_only=True)
class UndoOptions(LinkOptions):
    """Who says something about two actors, and why."""

    panel: ClassVar[str] = "Decision"
    because: desk.Because
    by: desk.Decider
    dry_run: desk.DryRun = False
    day: desk.DecisionDay = None


@dataclass(frozen=True, kw_only=True)
class DecisionOptions(UndoOptions):
    """Who decides, why, and how good it is."""

    reliability: desk.Reliability = "B"
    credibility: desk.Credibility = 2


@dataclass(frozen=True, kw_only=True)
class AcceptOptions(HowOptions, DecisionOptions):
    """Who decides that two actors are one, and how."""

    force: desk.Force = False


# -- coding a report


@dataclass(frozen=True)
class CodeOptions:
    """What is said of a report, and what is made of it."""

    title: desk.ReportTitle = None
    publisher: desk.Publisher = None
    published: desk.Published = None
    reliability: desk.ReportReliability = None
    coder: desk.ReportCoder = None
    name: desk.ReportName = None
    encoding: desk.Encoding = None
    pages: desk.Pages = None
    csv: desk.SheetsAsCsv = False
    write_trig: desk.WriteTrig = None
    sheet: desk.SheetOf = None
    data: desk.CodeData = None


@dataclass(frozen=True, kw_only=True)
class SettleOptions:
    """Who decides between two codings, and where the agreed sheet goes."""

    by: desk.Decider
    name: desk.ReportName = None
    csv: desk.SheetsAsCsv = False
    data: desk.CodeData = None


@dataclass(frozen=True)
class DraftOptions:
    """Who proposes rows of a sheet, and by what."""

    program: desk.ProposingProgram = None
    export: desk.AnnotationExport = None
    map: desk.TableMap = None
    by: desk.Proposer = None
    data: desk.CodeData = None


# -- data sets of others


@dataclass(frozen=True)
class IngestOptions:
    """Which rows of a data set are taken, and where their claims go."""

    panel: ClassVar[str] = "Rows"
    country: desk.Country = None
    since: desk.SinceYear = None
    named_in: desk.NamedIn = None
    actors: desk.ActorsFile = None
    map: desk.TableMap = None
    draft_map: desk.DraftMap = False
    data: desk.IngestData = None
    day: desk.CodingDay = None
