"""Mutants of small files through everything that reads files of others: any number, any seed.

Run ``python benchmarks/fuzz.py [COUNT] [SEED]``. What raises an error that is not ours, or takes more than a second,
is printed and kept in ``fuzz-failures/``, to become a test.
"""

from __future__ import annotations

import hashlib
import logging
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.trust.mutants import mutants, survives

KEPT = Path("fuzz-failures")


def main() -> int:
    """Run, and return how many failed."""
    logging.disable(logging.CRITICAL)
    count, seed = map(int, [*sys.argv[1:], *("3000", "1")[len(sys.argv) - 1 :]])
    began, slowest, failures = time.monotonic(), 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for kind, content in mutants(seed, count):
            started = time.monotonic()
            what = survives(kind, content, Path(folder))
            taken = time.monotonic() - started
            slowest = max(slowest, taken)
            if what or taken > 1:
                failures += 1
                KEPT.mkdir(exist_ok=True)
                kept = KEPT / f"{hashlib.sha256(content).hexdigest()[:10]}{kind.suffix}"
                kept.write_bytes(content)
                print(f"{kept}: {ascii(what) if what else f'{taken:.1f} s'}")
    print(f"{count:,} mutants, {failures} failures, {time.monotonic() - began:.0f} s, the slowest {slowest:.2f} s")
    return failures


if __name__ == "__main__":
    sys.exit(main() > 0)
