"""What options are called: each is named here and nowhere else, with one word and one polarity for one choice.

Commands take them one by one or in groups (`groups`). Where a choice keeps or leaves out, ``--WORD`` keeps in every
command, and only the default is the command's. Old words are hidden and work for one release. Arguments have a place
and no name: they stand with their commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sahel_kg.cli import completion, inputs
from sahel_kg.cli.streams import print_version


def _option(name: str, metavar: str, help: str, show_default: bool | str = True, **said: Any) -> Any:
    return typer.Option(name, metavar=metavar, help=help, show_default=show_default, **said)


def _several(name: str, metavar: str, help: str, show_default: bool | str = True, **said: Any) -> Any:
    return _option(name, metavar, f"{help}; repeatable.", show_default, **said)


def _flag(name: str, help: str) -> Any:
    return typer.Option(name, metavar="", help=help)


def _keep(name: str, help: str) -> Any:
    """Name a choice between keeping and leaving out, whose default is the command's."""
    return typer.Option(f"--{name}/--no-{name}", metavar="", help=help)


def _mark(name: str, help: str) -> Any:
    shown = "for FILE.csv of a table"
    return typer.Option(f"--{name}/--no-{name}", help=help, callback=inputs.mark, show_default=shown)


def _old(name: str) -> Any:
    """Name an option as it was called before; it goes with the next release."""
    return typer.Option(name, hidden=True)


def _format(help: str, show_default: str = "table on a terminal; in a file what its name tells; else csv") -> Any:
    return _option("--format", "F", help, show_default=show_default)


def _output(help: str, metavar: str = "FILE") -> Any:
    return typer.Option("-o", "--output", metavar=metavar, help=help, callback=inputs.read_output)


def _measure(help: str) -> Any:
    return _option("--by", "M", help)


def _most(help: str, show_default: bool | str = True) -> Any:
    return _option("--most", "N", help, show_default=show_default)


def _table(metavar: str, help: str, show_default: str) -> Any:
    return _option("--table", metavar, help, show_default)


def _own_data(verb: str) -> Any:
    help = f"{verb} this data folder; else $SAHEL_KG_DATA, else sahel-kg-data/ beside the build."
    return _option("--data", "DIR", help, show_default="sahel-kg-data/")


def _date(name: str, help: str, show_default: bool | str = True) -> Any:
    return _option(name, "DATE", help, show_default)


Version = Annotated[
    bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=print_version)
]

# -- builds and data

Build = Annotated[
    Path | None,
    _option(
        "--build",
        "DIR",
        "Build folder; else $SAHEL_KG_BUILD, else build/ beside the nearest pyproject.toml.",
        show_default="build/",
    ),
]
Data = Annotated[list[Path] | None, _several("--data", "DIR", "Your own data, beside the shipped")]
Text = Annotated[
    str | None,
    _option("--source", "FILE|NAME", "The text that was coded, or a coded folder.", "every coded folder with its text"),
]
OldText = Annotated[
    Path | None,
    _option("--old", "FILE", "The text as it was coded, where that of a coded folder has changed since."),
]
Mend = Annotated[bool, _flag("--mend", "Move the places of a coded folder along with its changed text.")]
Covered = Annotated[
    str,
    _option(
        "--source",
        "FILE|NAME",
        "A source, by its name or by the text that was coded.",
        autocompletion=completion.offer_sources,
    ),
]
Spans = Annotated[bool, _flag("--show", "Print each span beside its claim.")]
OnlySource = Annotated[list[str] | None, _several("--source", "NAME", "Build from this source, and Background, only")]
Engine = Annotated[str, typer.Option("--engine", help="auto (small graphs in plain Python), duckdb or owlrl.")]
CrossCheck = Annotated[
    bool, _flag("--cross-check", "Let a second reasoner, owlrl, infer the same, and say where they differ.")
]
Without = Annotated[list[str] | None, _several("--without", "RULE", "Switch a rule of a rule file off")]
WithoutShipped = Annotated[
    bool, _flag("--without-shipped", "Build from your own data alone, without shipped claims and background.")
]
Include = Annotated[
    list[str] | None,
    _several("--include", "WHAT", "assessed or withdrawn claims besides; of a signed network denied ties"),
]

# -- how an answer is given

Format = Annotated[str | None, _format("table, csv, tsv, json or jsonl.")]
Output = Annotated[Path | None, _output("Write there instead of to the terminal.")]
Picture = Annotated[Path | None, _output("Write there; .svg or .png draws a picture.")]
ReviewFormat = Annotated[str | None, _format("table, csv, tsv, json, jsonl; with --show also html, to print.")]
SheetFormat = Annotated[
    str | None,
    _format("table, json, csv, tsv, jsonl, md or html (a sheet to print).", "table; in a file what its name tells"),
]
FindingsFormat = Annotated[str | None, _format("table, csv, tsv, json, jsonl or md.")]
CasualtiesFormat = Annotated[
    str | None, _format("table, csv, tsv, json, jsonl or md; csv, tsv and jsonl have the reports, not the totals.")
]
ProofFormat = Annotated[str | None, _format("tree, json, dot or md.", "tree; in a file what its name tells")]
Overwrite = Annotated[
    bool,
    typer.Option(
        "--force", metavar="", help="Write there although the command reads that file.", callback=inputs.allow
    ),
]
Notes = Annotated[bool, _flag("--notes", "Say in full what an answer was taken from, not in two lines.")]
Mark = Annotated[
    bool | None, _mark("bom", "CSV files with a byte-order mark, or without: FILE.csv of a table has one, for Excel.")
]
Wide = Annotated[bool, _flag("--wide", "Show every column of a table, as wide as it is.")]
Page = Annotated[Path, _output("The page to write.")]
ExportFormat = Annotated[
    str | None,
    _format(
        "trig, turtle, ttl12 (RDF 1.2), nquads, jsonld, graphml, csv, parquet; of the signed network gexf, "
        "signed-graphml, signed-csv.",
        show_default="by the suffix of the file",
    ),
]
ExportPath = Annotated[Path | None, _output("File, or folder for csv, parquet and signed-csv.", "PATH")]

# -- time and evidence

TieWindow = Annotated[
    str | None,
    _option(
        "--window", "W", "How long before the day what happened counts as a tie: 12m, 2y, 365d.", show_default="12m"
    ),
]
Reading = Annotated[
    str | None,
    _option(
        "--reading", "R", "The weakest that counts: certain, presumed or possible.", show_default="possible, marked"
    ),
]
TieReading = Annotated[
    str | None,
    _option("--reading", "R", "The weakest that counts: certain, presumed or possible.", show_default="presumed"),
]
Persist = Annotated[
    str | None,
    _option(
        "--persist", "P", "How long a state is presumed before and after it is sure: 12m, 2y, 0d.", show_default="12m"
    ),
]
AsOf = Annotated[
    str | None,
    _date("--as-of", "Rewind to that day: what then holds, may hold or has happened, each marked."),
]
Window = Annotated[
    str | None,
    _option("--window", "W", "How long before the day what happened counts: 12m, 2y, 365d.", show_default="ever since"),
]
ExportWindow = Annotated[
    str | None,
    _option(
        "--window",
        "W",
        "How long before the day what happened counts: 12m, 2y, 365d.",
        show_default="12m of the signed network, else ever since",
    ),
]
Basis = Annotated[
    list[str] | None,
    _several("--basis", "B", "Claims of this basis only, Stated, Implied or Background, and what follows from them"),
]
Source = Annotated[
    list[str] | None,
    _several("--source", "NAME", "Claims of this source and background only", autocompletion=completion.offer_sources),
]
WithoutSource = Annotated[
    list[str] | None,
    _several("--without-source", "NAME", "No claim of this source", autocompletion=completion.offer_sources),
]
MinCredibility = Annotated[int | None, _option("--min-credibility", "N", "Claims this credible or better: 1 to 5.")]
MinReliability = Annotated[
    str | None, _option("--min-reliability", "L", "Sources this reliable or better: A (reliable) to E.")
]
Since = Annotated[str | None, _date("--since", "Add up losses from that day on.")]
ByYear = Annotated[bool, _flag("--by-year", "Totals year by year, in place of the reports.")]
InflictedBy = Annotated[
    str | None,
    _option(
        "--inflicted-by",
        "ACTOR",
        "Only losses of others in attacks of this actor or its organs.",
        autocompletion=completion.offer_actors,
    ),
]
InPlace = Annotated[
    str | None,
    _option(
        "--place",
        "PLACE",
        "Only losses there; those of no place, or of a wider one, may be.",
        autocompletion=completion.offer_places,
    ),
]
FindingKind = Annotated[str | None, _option("--kind", "K", "contradiction or tension.", show_default="both")]
Side = Annotated[
    str | None,
    _option("--actor", "NAME", "Only those with this actor on a side.", autocompletion=completion.offer_actors),
]
Contradiction = Annotated[int | None, _option("--contradiction", "N", "Explain the Nth contradiction instead.")]
Tension = Annotated[int | None, _option("--tension", "N", "Explain the Nth tension.")]
EveryRow = Annotated[bool, _flag("--all", "All of it, not one screen of it.")]
EveryStep = Annotated[bool, _flag("--all", "Every single step that gives the fact; + marks those fit for a proof.")]
Full = Annotated[bool, _flag("--full", "Fold nothing, and tell what the ontology gives in steps.")]

# -- ties and the network of them

Sign = Annotated[list[str] | None, _several("--sign", "S", "cooperation, hostility, strain or neutral")]
Relation = Annotated[
    list[str] | None,
    _several("--relation", "R", "A relation and all below it", autocompletion=completion.offer_relations),
]
Asserted = Annotated[bool, _flag("--asserted-only", "Leave inferred ties out.")]
Described = Annotated[bool, _keep("described", "Keep actors without a name.")]
Organs = Annotated[bool, _keep("organs", "Keep organs apart from their states, or give these their ties.")]
Missions = Annotated[bool, _keep("missions", "Keep missions, which double every adversary.")]
From = Annotated[str | None, _date("--from", "Only what may have come about from then on.")]
To = Annotated[str | None, _date("--to", "Only what may have come about until then.")]
RollUpAlias = Annotated[bool, _old("--roll-up")]
NamedOnlyAlias = Annotated[bool, _old("--named-only")]
Contributors = Annotated[
    str, _option("--contributors", "count|actors", "Who only contributes to a side is counted, or is on it.")
]
Parallel = Annotated[
    str,
    _option("--parallel", "HOW", "What becomes of two that both cooperate and fight: netted, kept, latest or best."),
]
Weight = Annotated[
    str, _option("--weight", "WHAT", "What a pair counts: once, or by relations or claims (pairs, relations, claims).")
]
SignOf = Annotated[
    list[str] | None, _several("--sign-of", "R=SIGN", "Give a relation another sign: skg:opposes=strain")
]
Weigh = Annotated[
    list[str] | None, _several("--weigh", "R=N", "Weigh a relation: skg:affiliateOf=0.5, or 0 to leave it out")
]
Around = Annotated[
    list[str] | None,
    _several("--around", "ACTOR", "Only who is near this actor", autocompletion=completion.offer_actors),
]
OwnTies = Annotated[
    list[str] | None, _several("--around", "ACTOR", "Only ties of this actor", autocompletion=completion.offer_actors)
]
Steps = Annotated[int, _option("--steps", "N", "How many ties away is near, with --around.")]
PathParallel = Annotated[
    str,
    _option("--parallel", "HOW", "Which of two that both cooperate and fight count: kept, netted, latest or best."),
]
Neutral = Annotated[bool, _flag("--neutral", "Walk ties without a sign too: membership, missions, contributions.")]
Longest = Annotated[int | None, _option("--longest", "N", "The most steps that a path may have.")]
MostPaths = Annotated[int, _most("How many shortest paths to show.")]
Years = Annotated[str | None, _option("--years", "FIRST:LAST", "Each year, as of its last day: 2012:2019.")]
Day = Annotated[
    list[str] | None, _option("--day", "DATE", "That day; repeatable. A month or a year means its last day.")
]
Changes = Annotated[bool, _flag("--changes", "Each day on which the network changes: for few sources.")]

# -- what is worked out, and how much of it is shown

RankedBy = Annotated[str, _measure("degree, weighted-degree, betweenness, closeness, katz, pagerank or core.")]
SensitiveBy = Annotated[
    str, _measure("What ranks are by: degree, weighted-degree, betweenness, closeness, katz, pagerank or core.")
]
StandingBy = Annotated[
    str, _measure("What ranks: brokered, positive, negative, strained, net, pn, betweenness or constraint.")
]
RobustBy = Annotated[
    str, _measure("What ranks: pn, positive, negative, strained, net, betweenness, constraint or brokered.")
]
Over = Annotated[list[str] | None, _several("--over", "WHAT", "claims or sources", show_default="both")]
OverVariants = Annotated[
    list[str] | None, _several("--over", "WHAT", "claims, sources, implied, grades or inferences", show_default="all")
]
Kind = Annotated[str, _option("--kind", "two|any", "Two camps in each part, or any number.")]
AnyAlias = Annotated[bool, _old("--any")]
Groups = Annotated[
    str,
    _option(
        "--groups", "two|any|communities", "Across what roles are told: camps of two sides, any number, communities."
    ),
]
PeriodTable = Annotated[
    str | None,
    _table(
        "periods|camps|changes|ties",
        "One table: the periods, who is in which camp, what changed, or also each tie gained or lost.",
        "the first three on a terminal, else camps",
    ),
]
RobustTable = Annotated[str | None, _table("camps|ranks", "One of the two.", "both on a terminal, else camps")]
Matrix = Annotated[bool, _flag("--matrix", "With -o, draw the matrix, not the network.")]
RobustCamps = Annotated[
    bool, _flag("--robust", "Show how camps hold without single claims, sources and more: see robustness.")
]
RobustRanks = Annotated[
    bool, _flag("--robust", "Show how ranks hold without single claims, sources and more: see robustness.")
]
Questions = Annotated[bool, _flag("--questions", "Ask for ties that balance would predict where none is known.")]
Method = Annotated[str, _option("--method", "louvain|leiden", "leiden needs the extra 'fast'.")]
Runs = Annotated[int, _option("--runs", "N", "How many seeds.")]
Resolution = Annotated[float, _option("--resolution", "R", "Above 1 gives more and smaller communities.")]
Center = Annotated[
    str | None,
    _option("--actor", "NAME", "Only this actor and those it has ties with.", autocompletion=completion.offer_actors),
]
MostCarriers = Annotated[int, _most("How many claims, and how many sources.")]
Most = Annotated[int | None, _most("How many rows.", "20 in a table, else all")]

# -- linking: decisions about two actors

DecisionsData = Annotated[
    list[Path] | None,
    _option(
        "--data",
        "DIR",
        "Your own data; repeatable: decisions are written to the last. Else $SAHEL_KG_DATA, else sahel-kg-data/.",
        show_default="sahel-kg-data/",
    ),
]
PairsActor = Annotated[
    str | None, _option("--actor", "NAME", "Only pairs with this actor.", autocompletion=completion.offer_actors)
]
MinScore = Annotated[float | None, _option("--min-score", "X", "From 0 to 1.", show_default="0.5")]
How = Annotated[
    str,
    _option(
        "--as",
        "HOW",
        "same: all the time; stands-for: the data set's is the other for a time; "
        "preceded-by: ONE is what OTHER became; overlaps-with: partly, for a time.",
    ),
]
OverlapFrom = Annotated[str | None, _date("--from", "First day (or month, year) of the overlap, or of the change.")]
OverlapTo = Annotated[str | None, _date("--to", "The last.")]
Because = Annotated[str, _option("--because", "TEXT", "Why; it is kept with the decision.")]
Decider = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="WHO",
        envvar="SAHEL_KG_CODER",
        help="Who decides: a name, or the id of a coder; else $SAHEL_KG_CODER.",
    ),
]
DryRun = Annotated[bool, _flag("--dry-run", "Tell what would change, and write nothing.")]
DecisionDay = Annotated[str | None, _date("--date", "The day of the decision.", "today")]
Reliability = Annotated[str, _option("--reliability", "L", "How reliable who decides is: A (reliable) to F (unknown).")]
Credibility = Annotated[
    int, _option("--credibility", "N", "How credible the decision is: 1 (confirmed) to 6 (unknown).")
]
Force = Annotated[bool, _flag("--force", "Decide so although contradictions come of it, or much speaks against it.")]

# -- coding a report

ReportTitle = Annotated[str | None, _option("--title", "TEXT", "The report's title.", "asked for")]
Publisher = Annotated[str | None, _option("--publisher", "TEXT", "Who published it.", "asked for")]
Published = Annotated[str | None, _date("--published", "When: 2018-06-02, 2018-06 or 2018.", "asked for")]
ReportReliability = Annotated[
    str | None, _option("--reliability", "L", "Of its publisher: A (reliable) to E, F is unknown.", "asked for, else F")
]
ReportCoder = Annotated[
    str | None,
    typer.Option("--coder", metavar="NAME", envvar="SAHEL_KG_CODER", help="Who codes it.", show_default="asked for"),
]
ReportName = Annotated[str | None, _option("--name", "NAME", "What its folder is called.", "as the file is")]
Encoding = Annotated[
    str | None, _option("--encoding", "ENC", "Of a txt, md or html that is not UTF-8: cp1252, utf-16.", "UTF-8")
]
Pages = Annotated[str | None, _option("--pages", "M-N", "Of a PDF: which pages; a long one needs it.", "all")]
SheetsAsCsv = Annotated[bool, _flag("--csv", "Write the worksheets as csv files, not as one workbook.")]
WriteTrig = Annotated[
    Path | None,
    _option("--write-trig", "DIR", "Write what can be passed on of a coded folder, as a data folder: claims, no text."),
]
SheetOf = Annotated[
    Path | None,
    _option(
        "--sheet", "CLAIMS", "Write the claims of this .trig as a sheet; REPORT is then their text, if you have it."
    ),
]
ProposingProgram = Annotated[
    str | None,
    _option("--with", "COMMAND", "A program that reads sentences, names and words as JSON lines, writes rows."),
]
AnnotationExport = Annotated[
    Path | None,
    _option("--export", "FILE", "Ties annotated elsewhere: INCEpTION's UIMA CAS JSON, Label Studio's JSON."),
]
Proposer = Annotated[
    str | None, _option("--by", "WHO", "Who proposes the rows.", "the program, or whom the export names")
]
CodeData = Annotated[Path | None, _own_data("Make the folder in")]

# -- data sets of others

Country = Annotated[list[str] | None, _several("--country", "NAME", "Only rows that list this country")]
SinceYear = Annotated[int | None, _option("--since", "YEAR", "Only rows from that year on.")]
NamedIn = Annotated[
    list[Path] | None,
    _several("--named-in", "FILE", "For ucdp-actor: also the actors that the selected rows of this file name"),
]
ActorsFile = Annotated[
    Path | None,
    _option("--actors", "FILE", "The Actor CSV to resolve names by, instead of the actors ingested before."),
]
IngestData = Annotated[Path | None, _own_data("Write into")]
TableMap = Annotated[
    Path | None, _option("--map", "MAP", "The .toml that says what columns, or labels, stand for; see --draft-map.")
]
DraftMap = Annotated[bool, _flag("--draft-map", "For table: print a map proposed from its columns, to be completed.")]
CodingDay = Annotated[str | None, _date("--date", "The day of coding.", "today")]

# -- limits

LimitTime = Annotated[
    float | None, typer.Option("--limit-time", metavar="SECONDS", min=0.0, help="Stop after this time.")
]
LimitMemory = Annotated[str, _option("--limit-memory", "SIZE", "Stop where an answer takes more: 500MB, 2GB.")]
LimitRows = Annotated[int, typer.Option("--limit-rows", metavar="N", min=1, help="Stop at more rows than this.")]

# -- closing any RDF

Closed = Annotated[Path | None, _output("Write there; the suffix tells the format (nt, nq, ttl, trig, rdf).")]
Rules = Annotated[
    list[str] | None, _several("--rules", "NAME|FILE", "owl-rl, owl-rl-full, rdfs, none or a file", "owl-rl")
]
LimitFacts = Annotated[
    int | None, typer.Option("--limit-facts", metavar="N", min=1, help="Stop at more facts than this.")
]
LimitGrowth = Annotated[
    str | None, _option("--limit-memory", "SIZE", "Use the disk beyond half of it, and stop beyond it: 500MB, 2GB.")
]
MemoryLimitAlias = Annotated[str | None, _old("--memory-limit")]
Database = Annotated[Path | None, _option("--database", "FILE", "Keep the closure in this new DuckDB file.")]
InferredOnly = Annotated[bool, _flag("--inferred-only", "Leave out what was given.")]
Sorted = Annotated[bool, _flag("--sort", "Sort lines of N-Triples, also where there are more than a million.")]
