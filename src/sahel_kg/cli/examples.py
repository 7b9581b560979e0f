"""An example of each command, which `--help` and the reference show."""

from __future__ import annotations

EXAMPLES = {
    "build": "build --source grey-dynamics-2019 --build article",
    "check": "check --data my-data",
    "verify": "verify --source article.txt",
    "coverage": "coverage --source grey-dynamics-2019",
    "ingest": "ingest ucdp-acd UcdpPrioConflict_v25_1.csv --country Mali --since 2012",
    "close": "close ontology/sahel.ttl data/actors.ttl --inferred-only -o closed.nt",
    "code": "code report.pdf --title 'The Red Hills' --published 2018-06-02 --coder 'A. Nalyst'",
    "code compare": "code compare red-hills-ana red-hills-ben -o differing.csv",
    "code settle": "code settle red-hills-ana red-hills-ben differing.csv --by 'A. Nalyst'",
    "code draft": "code draft red-hills --with ./propose.py",
    "link": "link --actor CMA",
    "link list": "link list --all --actor CMA",
    "link show": "link show MNLA actor:ucdp-1158",
    "link accept": "link accept MNLA actor:ucdp-1158 --as stands-for --because 'one number for both' --by 'A. Nalyst'",
    "link reject": "link reject Mali actor:ucdp-72 --because 'two actors' --by 'A. Nalyst'",
    "link later": "link later MNLA actor:ucdp-1158 --because 'years to be seen' --by 'A. Nalyst'",
    "link undo": "link undo Mali actor:ucdp-72 --because 'two actors' --by 'A. Nalyst' --dry-run",
    "query": "query events-in-place place=place:mali --as-of 2019-12-03",
    "queries": "queries --all",
    "show": "show ISGS --as-of 2019-12-03",
    "sql": "sql 'SELECT status, sign, count(*) AS ties FROM tie WHERE NOT general GROUP BY ALL ORDER BY ties DESC'",
    "explain": "explain France opposes ISGS",
    "path": "path ISGS Chad --as-of 2019-12-03",
    "casualties": "casualties Mali --since 2019 --as-of 2019-12-31",
    "contradictions": "contradictions Mali",
    "rank": "rank --sign hostility --as-of 2019-12-03",
    "camps": "camps --as-of 2019-12-03",
    "brokers": "brokers MUJAO --as-of 2012-12-31",
    "positions": "positions --as-of 2019-12-03 --most 8",
    "balance": "balance --as-of 2019-12-03 --around Mali",
    "communities": "communities --as-of 2019-12-03",
    "course": "course --years 2016:2019 --around Mali",
    "robustness": "robustness --as-of 2019-12-03 --table camps",
    "sensitivity": "sensitivity grey-dynamics-2019 --as-of 2019-12-03",
    "timeline": "timeline France Mali",
    "diff": "diff 2012 2019-12-03 --sign hostility",
    "render": "render ISGS -o isgs.html",
    "export": "export --format gexf -o sahel.gexf",
}
"""Command lines, each by the name of its command and without the program's."""


def write_example(name: str) -> str:
    """Return the example of a command as somebody types it."""
    return f"sahel-kg {EXAMPLES[name]}"


def show_example(name: str) -> str:
    """Return what stands below the help of a command."""
    return f"Example: {write_example(name)}"
