"""What is published fits its JSON Schema."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

import sahel_kg
from sahel_kg.builds import profiles, queries
from sahel_kg.builds.build import Build
from sahel_kg.errors import UsageError
from sahel_kg.linking import candidates, foresight
from sahel_kg.record import bounds, sources
from sahel_kg.ties import centrality
from tests.conftest import read_shipped

FORMATS = Path(__file__).parents[2] / "docs" / "formats"
SCHEMAS: dict[str, Any] = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text("utf-8"))
    for path in sorted(FORMATS.glob("*.schema.json"))
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)


def check(name: str, value: object) -> None:
    validator = Draft202012Validator(
        SCHEMAS[name], registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    validator.validate(json.loads(json.dumps(value)))


def objects(schema: Any) -> list[dict[str, Any]]:
    """All object schemas inside a schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    inner = [found for value in schema.values() for found in objects(value)]
    return [schema, *inner] if schema.get("type") == "object" else inner


def test_formats_have_one_version_until_the_first_release() -> None:
    """As docs/formats/README.md says; whoever releases takes this test for what holds from then on."""
    root = FORMATS.parents[1]
    released = re.findall(r"^## \d+\.\d+", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert released == [], "from now on a field that comes, goes or means something else is a new version"
    versions = re.findall(r'"version": \{[^{}]*"const": (\d+)', json.dumps(SCHEMAS))
    assert set(versions) == {"1"}
    assert len(versions) >= len([name for name, schema in SCHEMAS.items() if "version" in schema.get("properties", {})])
    assert "Until the first release all are `version` 1" in (FORMATS / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_sound(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"https://w3id.org/sahel-kg/formats/{name}.schema.json"
    assert schema["title"]
    assert schema["description"]
    assert f"]({name}.schema.json) |" in (FORMATS / "README.md").read_text("utf-8")
    assert [s for s in objects(schema) if "additionalProperties" not in s] == [], "every object is closed"


def test_claims_and_ties(build: Build) -> None:
    for claim in build.claims:
        check("claim", claim.as_dict())
    for tie in [*build.ties(general=True), *build.ties(as_of=bounds.as_of_date("2019-12-03"))]:
        check("tie", tie.as_dict())


def test_report_and_manifest(hostile: Build) -> None:
    check("report", hostile.report)
    check("manifest", hostile.manifest)
    told = [hostile.report[part] for part in ("contradictions", "tensions", "possible")]
    assert told[1]
    assert [each.as_dict() for each in hostile.disagreements()] == [item for part in told for item in part]


def test_coverage() -> None:
    shipped = read_shipped()
    for name in shipped.asserted.segments:
        covered = sources.cover(f"https://w3id.org/sahel-kg/source/{name}", shipped.claims, shipped.asserted)
        check("coverage", covered.as_dict())


def test_queries(build: Build) -> None:
    known = queries.read_queries()
    check("queries", {"version": 1, "queries": [query.as_dict() for query in known.values()]})
    rows = build.query("SELECT ?a ?day ?n ?none { ?a skg:latestBegin ?day ; skg:credibility ?n }")
    dicts = [{k: v if v is None or isinstance(v, int) else str(v) for k, v in row.items()} for row in rows.dicts()]
    check("query", {"version": 1, "columns": list(rows.variables), "rows": dicts})


def test_rank(build: Build) -> None:
    check("rank", centrality.rank(build.network()).as_dict())


@pytest.mark.slow
@pytest.mark.parametrize("day", [None, "2019-12-03", "2013"])
def test_show(hostile: Build, day: str | None) -> None:
    for actor in hostile.actors:
        check("show", profiles.profile(hostile, actor.id, as_of=bounds.as_of_date(day)).as_dict())


def test_link(both: Build) -> None:
    found = candidates.find_candidates(both, least=0.4)
    items = [{**candidate.as_dict(), "decided": None} for candidate in found]
    check("link", {"version": 1, "candidates": items})
    changed = foresight.Changes(tuple(both.ties()[:2]), (), 1, ("x",), ("y",), ("z",), (), ("w",))
    told = {"candidate": found[0].as_dict(), "decisions": [], "verdict": "same", "changes": changed.as_dict()}
    check("link-show", {"version": 1, **told})


def test_contradictions_refer_to_ties_and_claims(build: Build) -> None:
    tie = next(t for t in build.ties() if t.claims).as_dict()
    side = {"tie": tie, "claims": tie["claims"], "report": None}
    item = {
        **{"kind": "tension", "number": 1, "rule": "rule:stronger-form-denied", "reading": "They differ."},
        **{"certainty": "certain", "period": None, "sides": [side, side]},
    }
    check("contradictions", {"version": 1, "items": [item]})


@pytest.mark.parametrize("change", [{"text": "words of the source"}, {"basis": "Guessed"}, {"id": "no curie"}])
def test_a_claim_that_differs_is_refused(build: Build, change: dict[str, str]) -> None:
    tie = next(t for t in build.ties() if t.claims).as_dict()
    tie["claims"] = [{**tie["claims"][0], **change}]
    with pytest.raises(ValidationError):
        check("tie", tie)


def test_what_was_exported_and_a_sheet_are_saved(build: Build, tmp_path: Path) -> None:
    one, several = sahel_kg.export(build, "graphml"), sahel_kg.export(build, "csv")
    assert repr(one) == f"<files: sahel-kg.graphml ({len(one['sahel-kg.graphml']):,} bytes); save(path) writes them>"
    assert one.save(tmp_path / "new" / "ties.graphml").read_bytes() == one["sahel-kg.graphml"]
    folder = several.save(tmp_path / "tables")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == several
    with pytest.raises(UsageError, match="is a file: name a folder"):
        several.save(tmp_path / "new" / "ties.graphml")
    with pytest.raises(UsageError, match="cannot write"):
        one.save(tmp_path / "new" / "ties.graphml" / "x")
    page = sahel_kg.profile(build, "ISGS").save(tmp_path / "isgs.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "ISGS" in page
