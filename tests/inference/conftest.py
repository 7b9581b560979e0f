"""What the tests of when inferences hold share: the ontology as a build closes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import Quad

from sahel_kg.builds.pipeline import Checked, premises
from sahel_kg.record.relations import Relations


class Terms(list[Quad]):
    """The ontology's quads; hypothesis prints what a test was given."""

    def __repr__(self) -> str:
        return "the ontology"


@pytest.fixture(scope="session")
def terms(checked: Checked) -> list[Quad]:
    """The ontology, as a build closes it."""
    return Terms(premises(Checked(replace(checked.asserted, claims=[], about=[]), [])))


@pytest.fixture(scope="session")
def relations(checked: Checked) -> Relations:
    """The ontology's relations."""
    return Relations(checked.asserted.ontology)
