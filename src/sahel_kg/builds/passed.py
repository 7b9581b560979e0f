"""Which files passed every check before: what is shipped with this version, or what an earlier build was made of."""

from __future__ import annotations

import json
from pathlib import Path

from sahel_kg import files, resources
from sahel_kg.builds.publication import hash_file, name_input, read_inputs
from sahel_kg.record.dataset import Asserted

FILE = "passed.json"
"""In the folder of the ontology: hashes of the shipped files as they passed every check; written by `make docs`."""


def list_inputs(asserted: Asserted) -> list[Path]:
    """Return the files that a build is made of."""
    ontology = resources.shipped("ontology")
    return [*asserted.files, ontology / "shapes.ttl", ontology / "rules.n3"]


def find_passed(asserted: Asserted, before: Path | None = None) -> frozenset[str]:
    """Return the shipped data files among those read whose shapes need not be looked at again; all of them, or none.

    Parameters
    ----------
    asserted : Asserted
    before : Path, optional
        A build folder: what its build was made of passed then.
    """
    data, hashes = hash_shipped(asserted)
    is_known = hashes == read_passed() or hashes.items() <= (read_inputs(before) if before else {}).items()
    return frozenset(map(resources.shown, data)) if is_known else frozenset()


def hash_shipped(asserted: Asserted) -> tuple[list[Path], dict[str, str]]:
    """Return the shipped data files among those read, and the hashes of these and of the ontology's files by name."""
    data = [path for path in asserted.files if path.is_relative_to(resources.shipped("data"))]
    ontology = [path for path in list_inputs(asserted) if path.is_relative_to(resources.shipped("ontology"))]
    return data, {name_input(path): hash_file(path) for path in sorted({*data, *ontology})}


def read_passed() -> dict[str, str]:
    """Return the hashes of the shipped files as they passed when this version was made."""
    try:
        return dict(json.loads(files.read(resources.shipped("ontology") / FILE)))
    except (OSError, ValueError):
        return {}
