"""What commands take: processor time of a fresh process, beside that of importing rdflib and networkx.

    python benchmarks/commands.py [--build DIR] [--times N] [COMMAND ...]

Each command runs in a process of its own, with the yardstick before and after it; minima over all rounds. A machine
that is slower or busier today is so for both: compare the last column.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

YARDSTICK = [sys.executable, "-c", "import rdflib, networkx"]
COMMANDS = (
    "--help",
    "show JNIM",
    "show JNIM --as-of 2019-12-01",
    "query leaders",
    "query leaders --as-of 2019-12-01",
    "explain France opposes JNIM --as-of 2019-12-01",
    "path France JNIM --as-of 2019-12-01",
    "rank --as-of 2019-12-01",
    "timeline JNIM",
    "diff 2012-06-01 2019-12-01",
    "contradictions --as-of 2019-12-01",
    "camps --as-of 2019-12-01",
    "course --years 2012:2021",
    "robustness --as-of 2019-12-01",
    "sensitivity --as-of 2019-12-01",
    "render -o PAGE",
    'sql "SELECT count(*) FROM tie"',
    "check",
)


def measure(command: list[str]) -> float:
    """Return the processor time of a process and all that it starts, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, text=True)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)}: {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("commands", nargs="*", default=COMMANDS)
    chosen = parser.parse_args()
    os.environ["SAHEL_KG_BUILD"] = str(chosen.build.absolute())
    print(f"{'command':50} {'seconds':>8} {'yardstick':>10} {'ratio':>6}")
    for text in chosen.commands:
        with tempfile.TemporaryDirectory() as folder:
            words = shlex.split(text.replace("PAGE", f"{folder}/page.html"))
            own, other = [], []
            for _ in range(chosen.times):
                other.append(measure(YARDSTICK))
                own.append(measure([sys.executable, "-m", "sahel_kg", *words]))
        print(f"{text:50} {min(own):8.2f} {min(other):10.2f} {min(own) / min(other):6.1f}", flush=True)


if __name__ == "__main__":
    main()
