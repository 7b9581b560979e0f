"""What it takes to begin: a small graph is closed without the libraries that large ones are worth."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("curies", "networkx", "numpy", "pandas", "pydantic", "scipy")


@pytest.mark.parametrize("closing", [False, True])
def test_heavy_libraries_are_not_imported(tmp_path: Path, closing: bool) -> None:
    path = tmp_path / "small.ttl"
    path.write_text("<urn:x:a> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:x:b> .", encoding="utf-8")
    script = "import sys\nfrom sahel_kg.reasoning import close\n"
    script += f"assert len(close({str(path)!r})) == 1\n" * closing
    script += f"print([name for name in {HEAVY} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
