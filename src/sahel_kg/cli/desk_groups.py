"""Options that are taken together by the commands with which people code reports and decide who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sahel_kg.cli import options
from sahel_kg.cli.groups import BuildOptions

# -- linking: decisions about two actors


@dataclass(frozen=True, kw_only=True)
class LinkOptions(BuildOptions):
    """Where decisions are read and written."""

    data: options.DecisionsData = None


@dataclass(frozen=True, kw_only=True)
class PairsOptions(LinkOptions):
    """Which pairs are listed."""

    panel: ClassVar[str] = "Pairs"
    actor: options.PairsActor = None
    min_score: options.MinScore = None


@dataclass(frozen=True, kw_only=True)
class HowOptions(LinkOptions):
    """How two actors may be one."""

    panel: ClassVar[str] = "Decision"
    as_: options.How = "same"
    since: options.OverlapFrom = None
    until: options.OverlapTo = None


@dataclass(frozen=True, kw_only=True)
class UndoOptions(LinkOptions):
    """Who says something about two actors, and why."""

    panel: ClassVar[str] = "Decision"
    because: options.Because
    by: options.Decider
    dry_run: options.DryRun = False
    day: options.DecisionDay = None


@dataclass(frozen=True, kw_only=True)
class DecisionOptions(UndoOptions):
    """Who decides, why, and how good it is."""

    reliability: options.Reliability = "B"
    credibility: options.Credibility = 2


@dataclass(frozen=True, kw_only=True)
class AcceptOptions(HowOptions, DecisionOptions):
    """Who decides that two actors are one, and how."""

    force: options.Force = False


# -- coding a report


@dataclass(frozen=True)
class CodeOptions:
    """What is said of a report, and what is made of it."""

    title: options.ReportTitle = None
    publisher: options.Publisher = None
    published: options.Published = None
    reliability: options.ReportReliability = None
    coder: options.ReportCoder = None
    name: options.ReportName = None
    encoding: options.Encoding = None
    pages: options.Pages = None
    csv: options.SheetsAsCsv = False
    write_trig: options.WriteTrig = None
    sheet: options.SheetOf = None
    data: options.CodeData = None


@dataclass(frozen=True, kw_only=True)
class SettleOptions:
    """Who decides between two codings, and where the agreed sheet goes."""

    by: options.Decider
    name: options.ReportName = None
    csv: options.SheetsAsCsv = False
    data: options.CodeData = None


@dataclass(frozen=True)
class DraftOptions:
    """Who proposes rows of a sheet, and by what."""

    program: options.ProposingProgram = None
    export: options.AnnotationExport = None
    map: options.TableMap = None
    by: options.Proposer = None
    data: options.CodeData = None
