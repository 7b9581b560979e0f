"""Closures in processes of their own that import nothing else: what a small graph costs is what it takes to begin.

Each side is a script that closes a file of N-Triples, and once more; it tells how many facts there are, the processor
time of the whole process until the first closure was there, and that of the second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_SCRIPT = """
import json, sys, time
{how}
facts, first = close(sys.argv[1]), time.process_time()
again = None
if sys.argv[2] == "again":
    close(sys.argv[1])
    again = time.process_time() - first
print(json.dumps({{"facts": facts, "first": first, "again": again}}))
"""
_HOW = {
    "ours": """
def close(path):
    from sahel_kg.reasoning import close
    return len(close(path))
""",
    "sparq-rdf": """
def close(path):
    import sparq
    graph = sparq.Graph.load(path)
    graph.reason("owl")
    return len(graph)
""",
    "reasonable": """
def close(path):
    from reasonable import PyReasoner
    reasoner = PyReasoner()
    reasoner.load_file(path)
    return len(reasoner.reason())
""",
    "owlrl": """
def close(path):
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import Graph
    graph = Graph().parse(path, format="nt")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return len(graph)
""",
}
MOST = {"ours": 10**7, "sparq-rdf": 10**7, "reasonable": 10**6, "owlrl": 10**4}
"""Triples that a side is asked to close: beyond, it would take hours."""
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Modules are compiled once, as they are where a library is installed."""
_LONG = 20.0
"""Seconds after which nothing is done twice."""


def measure(side: str, path: Path, runs: int = 3) -> dict[str, Any]:
    """Return facts, and the least processor time of some runs for the first and for the second closure.

    Returns
    -------
    dict
        Empty if the side is not there or fails.
    """
    # `reasonable` knows a file of triples by this name
    source = path.with_suffix(".ttl") if side == "reasonable" else path
    if not source.exists():
        source.symlink_to(path)
    best: dict[str, Any] = {}
    for run in range(runs):
        again = "again" if best.get("first", 0) < _LONG and (run or runs == 1) else "once"
        command = [sys.executable, "-c", _SCRIPT.format(how=_HOW[side]), str(source), again]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_ENVIRONMENT)
        if done.returncode:
            print(f"  {side} fails: {(done.stderr.strip().splitlines() or ['?'])[-1]}", flush=True)
            return best
        found = json.loads(done.stdout)
        best = {
            name: value if best.get(name) is None else min(value, best[name]) if value is not None else best[name]
            for name, value in found.items()
        }
        if best["first"] > _LONG:
            break
    return best
