"""Cases of facts that have many extents."""

from __future__ import annotations

from collections import Counter

import pytest

from sahel_kg import Build
from sahel_kg.inference import cases
from sahel_kg.ties.confirmations import list_confirming


def test_happenings_are_found_as_if_each_were_compared_with_all(both: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "_MANY", 2)
    found = list(list_confirming(both))
    often = Counter(each.key for each in found if not each.said and each.extent.aspect == "happening")
    assert max(often.values()) > 2
    monkeypatch.setattr(cases, "_MANY", len(found))
    assert found == list(list_confirming(both))
