"""sahel-kg: conflict reports as a knowledge graph of cited claims.

    import sahel_kg

    build = sahel_kg.load()
    build.at("2019-12").ties().to_pandas()

Contents, each with an example in docs/python.md:

Open and ask
    load                 open a build
    Build                what it returns
      .claims, .actors, .relations, .events   what it holds; .titles has its sources
      .at, .admitting    the same on a day, or by some claims (sources, bases, grades)
      .ties, .explain    who is tied to whom, and why a fact holds; .disagreements
      .query, .queries   questions by name, or SPARQL; .sql asks the tables of the whole build
      .network, .render  for networks and pages
    profile              all that is known of one actor; a notebook shows it as a sheet
    read_history         what began, ended, happened and was announced
    compare_days         which ties two days differ in
    compare_builds       which ties and claims two builds differ in, such as before and after an edit
    find_disagreements   contradictions and tensions
    casualties           who lost how many: list_reports, total, totals, by_year
    Evidence, choose_evidence   only some claims, for build.admitting
    count_independent    by how many independent sources something is told
    bounds               days, and why something is only possible
    SahelError           the root of all errors

Networks
    network              the network of ties: choose, take, around, simple
    rank                 named actors by every measure
    take_signed          cooperation, hostility and strain between pairs
    find_paths, path_text       how two actors are connected

Alliances, from a signed network
    find_camps           who stands with whom
    find_communities     who cooperates more than chance has it
    measure_balance      how balanced it is
    measure_standing, pn_centrality   how each actor stands
    find_brokers         who stands between whom
    compare_positions, predict_ties   who has the same friends; ties to look for
    years, change_days, follow_camps  one period after the other
    assess, sensitivity  what hangs on which claim
    survive, Survival, variants_of    builds without some claims

Pictures, which a notebook shows
    camp_network, camp_matrix, camp_flow, rank_ranges, timeline_picture

Files, builds, decisions
    export               for other tools: RDF, GraphML, GEXF, CSV, Parquet
    tables               tables as text: CSV, JSON, terminal
    pipeline             make a build
    resources            where the shipped data stand
    Linker, Wish         who is one: candidates and decisions

Reasoning, which knows no conflict
    close, open_closure, Closure      all that follows from some RDF
    entails              whether something follows
    load_rules           rules from a file

What is here is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sahel_kg import resources, tables
    from sahel_kg.alliances.course.moments import change_days, years
    from sahel_kg.alliances.course.periods import follow_camps
    from sahel_kg.alliances.division.balance import measure_balance
    from sahel_kg.alliances.division.camps import find_camps
    from sahel_kg.alliances.network.joining import take_signed
    from sahel_kg.alliances.paths.paths import find_paths
    from sahel_kg.alliances.places.brokerage import find_brokers
    from sahel_kg.alliances.places.communities import find_communities
    from sahel_kg.alliances.places.positions import compare_positions, predict_ties
    from sahel_kg.alliances.places.standing import measure_standing, pn_centrality
    from sahel_kg.alliances.robustness.assessment import assess
    from sahel_kg.builds import casualties, pipeline
    from sahel_kg.builds.build import Build, load
    from sahel_kg.builds.histories import compare_builds, compare_days, read_history
    from sahel_kg.builds.profiles import profile
    from sahel_kg.errors import SahelError
    from sahel_kg.exports.formats import export
    from sahel_kg.findings.findings import find_disagreements
    from sahel_kg.linking.decisions import Wish
    from sahel_kg.linking.linker import Linker
    from sahel_kg.reasoning import Closure, close, entails, load_rules, open_closure
    from sahel_kg.record import bounds
    from sahel_kg.record.dependence import count_independent
    from sahel_kg.record.evidence import Evidence, choose_evidence
    from sahel_kg.ties import network
    from sahel_kg.ties.centrality import rank
    from sahel_kg.variants import sensitivity
    from sahel_kg.variants.variants import Survival, survive, variants_of
    from sahel_kg.views.pictures import camp_flow, camp_matrix, camp_network, rank_ranges, timeline_picture
    from sahel_kg.views.text import path_text

__all__ = [
    "Build",
    "Closure",
    "Evidence",
    "Linker",
    "SahelError",
    "Survival",
    "Wish",
    "assess",
    "bounds",
    "camp_flow",
    "camp_matrix",
    "camp_network",
    "casualties",
    "change_days",
    "choose_evidence",
    "close",
    "compare_builds",
    "compare_days",
    "compare_positions",
    "count_independent",
    "entails",
    "export",
    "find_brokers",
    "find_camps",
    "find_communities",
    "find_disagreements",
    "find_paths",
    "follow_camps",
    "load",
    "load_rules",
    "measure_balance",
    "measure_standing",
    "network",
    "open_closure",
    "path_text",
    "pipeline",
    "pn_centrality",
    "predict_ties",
    "profile",
    "rank",
    "rank_ranges",
    "read_history",
    "resources",
    "sensitivity",
    "survive",
    "tables",
    "take_signed",
    "timeline_picture",
    "variants_of",
    "years",
]

_PLACES = {
    "": ("resources", "tables"),
    "alliances.course.moments": (
        "change_days",
        "years",
    ),
    "alliances.course.periods": ("follow_camps",),
    "alliances.division.balance": ("measure_balance",),
    "alliances.division.camps": ("find_camps",),
    "alliances.network.joining": ("take_signed",),
    "alliances.paths.paths": ("find_paths",),
    "alliances.places.brokerage": ("find_brokers",),
    "alliances.places.communities": ("find_communities",),
    "alliances.places.positions": ("compare_positions", "predict_ties"),
    "alliances.places.standing": (
        "measure_standing",
        "pn_centrality",
    ),
    "alliances.robustness.assessment": ("assess",),
    "builds": ("casualties", "pipeline"),
    "builds.build": ("Build", "load"),
    "builds.histories": ("compare_builds", "compare_days", "read_history"),
    "builds.profiles": ("profile",),
    "errors": ("SahelError",),
    "exports.formats": ("export",),
    "findings.findings": ("find_disagreements",),
    "linking.decisions": ("Wish",),
    "linking.linker": ("Linker",),
    "reasoning": ("Closure", "close", "entails", "load_rules", "open_closure"),
    "record": ("bounds",),
    "record.dependence": ("count_independent",),
    "record.evidence": ("Evidence", "choose_evidence"),
    "ties": ("network",),
    "ties.centrality": ("rank",),
    "variants": ("sensitivity",),
    "variants.variants": ("Survival", "survive", "variants_of"),
    "views.pictures": ("camp_flow", "camp_matrix", "camp_network", "rank_ranges", "timeline_picture"),
    "views.text": ("path_text",),
}
"""Module to what is imported from it on demand: its functions, its classes, modules in it."""
_PLACE = {name: f"{__name__}.{place}".rstrip(".") for place, names in _PLACES.items() for name in names}


if not TYPE_CHECKING:  # to a type checker any name would be one

    def __getattr__(name: str) -> object:
        """Import a public name where it is first asked for: `import sahel_kg` stays light."""
        if name not in _PLACE:
            raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
        found = vars(import_module(_PLACE[name])).get(name)
        if found is None:  # a module
            found = import_module(f"{_PLACE[name]}.{name}")
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
