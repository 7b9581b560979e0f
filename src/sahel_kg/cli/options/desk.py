"""What options are called with which people code reports, read data sets of others and decide who is who."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sahel_kg.cli import completion
from sahel_kg.cli.options.wording import date, flag, option, own_data, several

# -- linking: decisions about two actors

DecisionsData = Annotated[
    list[Path] | None,
    option(
        "--data",
        "DIR",
        "Your own data; repeatable: decisions are written to the last. Else $SAHEL_KG_DATA, else sahel-kg-data/.",
        show_default="sahel-kg-data/",
    ),
]
PairsActor = Annotated[
    str | None, option("--actor", "NAME", "Only pairs with this actor.", autocompletion=completion.offer_actors)
]
MinScore = Annotated[float | None, option("--min-score", "X", "From 0 to 1.", show_default="0.5")]
How = Annotated[
    str,
    option(
        "--as",
        "HOW",
        "same: all the time; stands-for: the data set's is the other for a time; "
        "preceded-by: ONE is what OTHER became; overlaps-with: partly, for a time.",
    ),
]
OverlapFrom = Annotated[str | None, date("--from", "First day (or month, year) of the overlap, or of the change.")]
OverlapTo = Annotated[str | None, date("--to", "The last.")]
Because = Annotated[str, option("--because", "TEXT", "Why; it is kept with the decision.")]
Decider = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="WHO",
        envvar="SAHEL_KG_CODER",
        help="Who decides: a name, or the id of a coder; else $SAHEL_KG_CODER.",
    ),
]
DryRun = Annotated[bool, flag("--dry-run", "Tell what would change, and write nothing.")]
DecisionDay = Annotated[str | None, date("--date", "The day of the decision.", "today")]
Reliability = Annotated[str, option("--reliability", "L", "How reliable who decides is: A (reliable) to F (unknown).")]
Credibility = Annotated[
    int, option("--credibility", "N", "How credible the decision is: 1 (confirmed) to 6 (unknown).")
]
Force = Annotated[bool, flag("--force", "Decide so although contradictions come of it, or much speaks against it.")]

# -- coding a report

ReportTitle = Annotated[str | None, option("--title", "TEXT", "The report's title.", "asked for")]
Publisher = Annotated[str | None, option("--publisher", "TEXT", "Who published it.", "asked for")]
Published = Annotated[str | None, date("--published", "When: 2018-06-02, 2018-06 or 2018.", "asked for")]
ReportReliability = Annotated[
    str | None, option("--reliability", "L", "Of its publisher: A (reliable) to E, F is unknown.", "asked for, else F")
]
ReportCoder = Annotated[
    str | None,
    typer.Option("--coder", metavar="NAME", envvar="SAHEL_KG_CODER", help="Who codes it.", show_default="asked for"),
]
ReportName = Annotated[str | None, option("--name", "NAME", "What its folder is called.", "as the file is")]
Encoding = Annotated[
    str | None, option("--encoding", "ENC", "Of a txt, md or html that is not UTF-8: cp1252, utf-16.", "UTF-8")
]
Pages = Annotated[str | None, option("--pages", "M-N", "Of a PDF: which pages; a long one needs it.", "all")]
SheetsAsCsv = Annotated[bool, flag("--csv", "Write the worksheets as csv files, not as one workbook.")]
WriteTrig = Annotated[
    Path | None,
    option("--write-trig", "DIR", "Write what can be passed on of a coded folder, as a data folder: claims, no text."),
]
SheetOf = Annotated[
    Path | None,
    option(
        "--sheet", "CLAIMS", "Write the claims of this .trig as a sheet; REPORT is then their text, if you have it."
    ),
]
ProposingProgram = Annotated[
    str | None,
    option("--with", "COMMAND", "A program that reads sentences, names and words as JSON lines, writes rows."),
]
AnnotationExport = Annotated[
    Path | None,
    option("--export", "FILE", "Ties annotated elsewhere: INCEpTION's UIMA CAS JSON, Label Studio's JSON."),
]
Proposer = Annotated[
    str | None, option("--by", "WHO", "Who proposes the rows.", "the program, or whom the export names")
]
CodeData = Annotated[Path | None, own_data("Make the folder in")]

# -- data sets of others

Country = Annotated[list[str] | None, several("--country", "NAME", "Only rows that list this country")]
SinceYear = Annotated[int | None, option("--since", "YEAR", "Only rows from that year on.")]
NamedIn = Annotated[
    list[Path] | None,
    several("--named-in", "FILE", "For ucdp-actor: also the actors that the selected rows of this file name"),
]
ActorsFile = Annotated[
    Path | None,
    option("--actors", "FILE", "The Actor CSV to resolve names by, instead of the actors ingested before."),
]
IngestData = Annotated[Path | None, own_data("Write into")]
TableMap = Annotated[
    Path | None, option("--map", "MAP", "The .toml that says what columns, or labels, stand for; see --draft-map.")
]
DraftMap = Annotated[bool, flag("--draft-map", "For table: print a map proposed from its columns, to be completed.")]
CodingDay = Annotated[str | None, date("--date", "The day of coding.", "today")]
