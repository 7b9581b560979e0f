"""What options are called: each is named here and nowhere else, with one word and one polarity for one choice.

Those of the desk are in `desk`. Commands take them one by one or in groups (`groups`). Where a choice keeps or leaves
out, ``--WORD`` keeps in every command, and only the default is the command's. Old words are hidden and work for one
release. Arguments have a place and no name: they stand with their commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sahel_kg.cli import completion, inputs
from sahel_kg.cli.options.wording import (
    date,
    flag,
    form,
    keep,
    mark,
    measure,
    most,
    old,
    option,
    output,
    several,
    table,
)
from sahel_kg.cli.streams import print_version

Version = Annotated[
    bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=print_version)
]

# -- builds and data

Build = Annotated[
    Path | None,
    option(
        "--build",
        "DIR",
        "Build folder; else $SAHEL_KG_BUILD, else build/ beside the nearest pyproject.toml.",
        show_default="build/",
    ),
]
Data = Annotated[list[Path] | None, several("--data", "DIR", "Your own data, beside the shipped")]
Text = Annotated[
    str | None,
    option("--source", "FILE|NAME", "The text that was coded, or a coded folder.", "every coded folder with its text"),
]
OldText = Annotated[
    Path | None,
    option("--old", "FILE", "The text as it was coded, where that of a coded folder has changed since."),
]
Mend = Annotated[bool, flag("--mend", "Move the places of a coded folder along with its changed text.")]
Covered = Annotated[
    str,
    option(
        "--source",
        "FILE|NAME",
        "A source, by its name or by the text that was coded.",
        autocompletion=completion.offer_sources,
    ),
]
Spans = Annotated[bool, flag("--show", "Print each span beside its claim.")]
OnlySource = Annotated[
    list[str] | None, several("--source", "NAME", "Only this source, and background on whom it names")
]
Engine = Annotated[str, typer.Option("--engine", help="auto (small graphs in plain Python), duckdb or owlrl.")]
CrossCheck = Annotated[
    bool, flag("--cross-check", "Let a second reasoner, owlrl, infer the same, and say where they differ.")
]
Without = Annotated[list[str] | None, several("--without", "RULE", "Switch a rule of a rule file off")]
WithoutShipped = Annotated[
    bool, flag("--without-shipped", "Build from your own data alone, without shipped claims and background.")
]
Include = Annotated[
    list[str] | None,
    several("--include", "WHAT", "assessed or withdrawn claims besides; of a signed network denied ties"),
]

# -- how an answer is given

Format = Annotated[str | None, form("table, csv, tsv, json or jsonl.")]
Output = Annotated[Path | None, output("Write there instead of to the terminal.")]
Picture = Annotated[Path | None, output("Write there; .svg or .png draws a picture.")]
ReviewFormat = Annotated[str | None, form("table, csv, tsv, json, jsonl; with --show also html, to print.")]
SheetFormat = Annotated[
    str | None,
    form("table, json, csv, tsv, jsonl, md or html (a sheet to print).", "table; in a file what its name tells"),
]
FindingsFormat = Annotated[str | None, form("table, csv, tsv, json, jsonl or md.")]
DifferencesFormat = FindingsFormat
CasualtiesFormat = Annotated[
    str | None, form("table, csv, tsv, json, jsonl or md; csv, tsv and jsonl have the reports, not the totals.")
]
ProofFormat = Annotated[str | None, form("tree, json, dot or md.", "tree; in a file what its name tells")]
Overwrite = Annotated[
    bool,
    typer.Option(
        "--force", metavar="", help="Write there although the command reads that file.", callback=inputs.allow
    ),
]
Notes = Annotated[bool, flag("--notes", "Say in full what an answer was taken from, not in two lines.")]
Mark = Annotated[
    bool | None, mark("bom", "CSV files with a byte-order mark, or without: FILE.csv of a table has one, for Excel.")
]
Wide = Annotated[bool, flag("--wide", "Show every column of a table, as wide as it is.")]
Page = Annotated[Path, output("The page to write.")]
ExportFormat = Annotated[
    str | None,
    form(
        "trig, turtle, ttl12 (RDF 1.2), nquads, jsonld, graphml, csv, parquet; of the signed network gexf, "
        "signed-graphml, signed-csv.",
        show_default="by the suffix of the file",
    ),
]
ExportPath = Annotated[Path | None, output("File, or folder for csv, parquet and signed-csv.", "PATH")]

# -- time and evidence

TieWindow = Annotated[
    str | None,
    option(
        "--window", "W", "How long before the day what happened counts as a tie: 12m, 2y, 365d.", show_default="12m"
    ),
]
Reading = Annotated[
    str | None,
    option(
        "--reading", "R", "The weakest that counts: certain, presumed or possible.", show_default="possible, marked"
    ),
]
TieReading = Annotated[
    str | None,
    option("--reading", "R", "The weakest that counts: certain, presumed or possible.", show_default="presumed"),
]
Persist = Annotated[
    str | None,
    option(
        "--persist", "P", "How long a state is presumed before and after it is sure: 12m, 2y, 0d.", show_default="12m"
    ),
]
AsOf = Annotated[
    str | None,
    date("--as-of", "Rewind to that day: what then holds, may hold or has happened, each marked."),
]
Window = Annotated[
    str | None,
    option("--window", "W", "How long before the day what happened counts: 12m, 2y, 365d.", show_default="ever since"),
]
ExportWindow = Annotated[
    str | None,
    option(
        "--window",
        "W",
        "How long before the day what happened counts: 12m, 2y, 365d.",
        show_default="12m of the signed network, else ever since",
    ),
]
Basis = Annotated[
    list[str] | None,
    several("--basis", "B", "Claims of this basis only, Stated, Implied or Background, and what follows from them"),
]
Source = Annotated[
    list[str] | None,
    several(
        "--source",
        "NAME",
        "Claims of this source, and background on whom it names",
        autocompletion=completion.offer_sources,
    ),
]
WithoutSource = Annotated[
    list[str] | None,
    several("--without-source", "NAME", "No claim of this source", autocompletion=completion.offer_sources),
]
MinCredibility = Annotated[int | None, option("--min-credibility", "N", "Claims this credible or better: 1 to 5.")]
MinReliability = Annotated[
    str | None, option("--min-reliability", "L", "Sources this reliable or better: A (reliable) to E.")
]
Since = Annotated[str | None, date("--since", "Add up losses from that day on.")]
ByYear = Annotated[bool, flag("--by-year", "Totals year by year, in place of the reports.")]
InflictedBy = Annotated[
    str | None,
    option(
        "--inflicted-by",
        "ACTOR",
        "Only losses of others in attacks of this actor or its organs.",
        autocompletion=completion.offer_actors,
    ),
]
InPlace = Annotated[
    str | None,
    option(
        "--place",
        "PLACE",
        "Only losses there; those of no place, or of a wider one, may be.",
        autocompletion=completion.offer_places,
    ),
]
FindingKind = Annotated[str | None, option("--kind", "K", "contradiction or tension.", show_default="both")]
Side = Annotated[
    str | None,
    option("--actor", "NAME", "Only those with this actor on a side.", autocompletion=completion.offer_actors),
]
Contradiction = Annotated[int | None, option("--contradiction", "N", "Explain the Nth contradiction instead.")]
Tension = Annotated[int | None, option("--tension", "N", "Explain the Nth tension.")]
EveryRow = Annotated[bool, flag("--all", "All of it, not one screen of it.")]
EveryStep = Annotated[bool, flag("--all", "Every single step that gives the fact; + marks those fit for a proof.")]
Full = Annotated[bool, flag("--full", "Fold nothing, and tell what the ontology gives in steps.")]

# -- ties and the network of them

Sign = Annotated[list[str] | None, several("--sign", "S", "cooperation, hostility, strain or neutral")]
Relation = Annotated[
    list[str] | None,
    several("--relation", "R", "A relation and all below it", autocompletion=completion.offer_relations),
]
Asserted = Annotated[bool, flag("--asserted-only", "Leave inferred ties out.")]
Described = Annotated[bool, keep("described", "Keep actors without a name.")]
Organs = Annotated[bool, keep("organs", "Keep organs apart from their states, or give these their ties.")]
Missions = Annotated[bool, keep("missions", "Keep missions, which double every adversary.")]
From = Annotated[str | None, date("--from", "Only what may have come about from then on.")]
To = Annotated[str | None, date("--to", "Only what may have come about until then.")]
RollUpAlias = Annotated[bool, old("--roll-up")]
NamedOnlyAlias = Annotated[bool, old("--named-only")]
Contributors = Annotated[
    str, option("--contributors", "count|actors", "Who only contributes to a side is counted, or is on it.")
]
Parallel = Annotated[
    str,
    option("--parallel", "HOW", "What becomes of two that both cooperate and fight: netted, kept, latest or best."),
]
Weight = Annotated[
    str, option("--weight", "WHAT", "What a pair counts: once, or by relations or claims (pairs, relations, claims).")
]
SignOf = Annotated[list[str] | None, several("--sign-of", "R=SIGN", "Give a relation another sign: skg:opposes=strain")]
Weigh = Annotated[
    list[str] | None, several("--weigh", "R=N", "Weigh a relation: skg:affiliateOf=0.5, or 0 to leave it out")
]
Around = Annotated[
    list[str] | None,
    several("--around", "ACTOR", "Only who is near this actor", autocompletion=completion.offer_actors),
]
OwnTies = Annotated[
    list[str] | None, several("--around", "ACTOR", "Only ties of this actor", autocompletion=completion.offer_actors)
]
Steps = Annotated[int, option("--steps", "N", "How many ties away is near, with --around.")]
PathParallel = Annotated[
    str,
    option("--parallel", "HOW", "Which of two that both cooperate and fight count: kept, netted, latest or best."),
]
Neutral = Annotated[bool, flag("--neutral", "Walk ties without a sign too: membership, missions, contributions.")]
Longest = Annotated[int | None, option("--longest", "N", "The most steps that a path may have.")]
MostPaths = Annotated[int, most("How many shortest paths to show.")]
Years = Annotated[str | None, option("--years", "FIRST:LAST", "Each year, as of its last day: 2012:2019.")]
Day = Annotated[
    list[str] | None, option("--day", "DATE", "That day; repeatable. A month or a year means its last day.")
]
Changes = Annotated[bool, flag("--changes", "Each day on which the network changes: for few sources.")]

# -- what is worked out, and how much of it is shown

RankedBy = Annotated[str, measure("degree, weighted-degree, betweenness, closeness, katz, pagerank or core.")]
SensitiveBy = Annotated[
    str, measure("What ranks are by: degree, weighted-degree, betweenness, closeness, katz, pagerank or core.")
]
StandingBy = Annotated[
    str, measure("What ranks: brokered, positive, negative, strained, net, pn, betweenness or constraint.")
]
RobustBy = Annotated[
    str, measure("What ranks: pn, positive, negative, strained, net, betweenness, constraint or brokered.")
]
Over = Annotated[list[str] | None, several("--over", "WHAT", "claims or sources", show_default="both")]
OverVariants = Annotated[
    list[str] | None, several("--over", "WHAT", "claims, sources, implied, grades or inferences", show_default="all")
]
Kind = Annotated[str, option("--kind", "two|any", "Two camps in each part, or any number.")]
AnyAlias = Annotated[bool, old("--any")]
Groups = Annotated[
    str,
    option(
        "--groups", "two|any|communities", "Across what roles are told: camps of two sides, any number, communities."
    ),
]
PeriodTable = Annotated[
    str | None,
    table(
        "periods|camps|changes|ties",
        "One table: the periods, who is in which camp, what changed, or also each tie gained or lost.",
        "the first three on a terminal, else camps",
    ),
]
DifferenceTable = Annotated[
    str | None,
    table(
        "ties|claims",
        "With --before, one table: the ties, or the claims that were added, removed or changed.",
        "both on a terminal, else ties",
    ),
]
Before = Annotated[
    Path | None,
    option(
        "--before",
        "DIR",
        "Compare with this build, one from before an edit or of other data, on a day or at all times.",
    ),
]
RobustTable = Annotated[str | None, table("camps|ranks", "One of the two.", "both on a terminal, else camps")]
Matrix = Annotated[bool, flag("--matrix", "With -o, draw the matrix, not the network.")]
RobustCamps = Annotated[
    bool, flag("--robust", "Show how camps hold without single claims, sources and more: see robustness.")
]
RobustRanks = Annotated[
    bool, flag("--robust", "Show how ranks hold without single claims, sources and more: see robustness.")
]
Questions = Annotated[bool, flag("--questions", "Ask for ties that balance would predict where none is known.")]
Method = Annotated[str, option("--method", "louvain|leiden", "leiden needs the extra 'fast'.")]
Runs = Annotated[int, option("--runs", "N", "How many seeds.")]
Resolution = Annotated[float, option("--resolution", "R", "Above 1 gives more and smaller communities.")]
Center = Annotated[
    str | None,
    option(
        "--around --actor",
        "ACTOR",
        "Only this actor and those it has ties with.",
        autocompletion=completion.offer_actors,
    ),
]
MostCarriers = Annotated[int, most("How many claims, and how many sources.")]
Most = Annotated[int | None, most("How many rows.", "20 in a table, else all")]

# -- limits

LimitTime = Annotated[
    float | None, typer.Option("--limit-time", metavar="SECONDS", min=0.0, help="Stop after this time.")
]
LimitMemory = Annotated[str, option("--limit-memory", "SIZE", "Stop where an answer takes more: 500MB, 2GB.")]
LimitRows = Annotated[int, typer.Option("--limit-rows", metavar="N", min=1, help="Stop at more rows than this.")]

# -- closing any RDF

Closed = Annotated[Path | None, output("Write there; the suffix tells the format (nt, nq, ttl, trig, rdf).")]
Rules = Annotated[
    list[str] | None, several("--rules", "NAME|FILE", "owl-rl, owl-rl-full, rdfs, none or a file", "owl-rl")
]
LimitFacts = Annotated[
    int | None, typer.Option("--limit-facts", metavar="N", min=1, help="Stop at more facts than this.")
]
LimitGrowth = Annotated[
    str | None, option("--limit-memory", "SIZE", "Use the disk beyond half of it, and stop beyond it: 500MB, 2GB.")
]
MemoryLimitAlias = Annotated[str | None, old("--memory-limit")]
Database = Annotated[Path | None, option("--database", "FILE", "Keep the closure in this new DuckDB file.")]
InferredOnly = Annotated[bool, flag("--inferred-only", "Leave out what was given.")]
Sorted = Annotated[bool, flag("--sort", "Sort lines of N-Triples, also where there are more than a million.")]
