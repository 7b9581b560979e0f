"""Ties between passages that were annotated elsewhere: INCEpTION's UIMA CAS JSON, Label Studio's JSON.

Both count the units of UTF-16, in which a letter beyond the first 65,536 is two; here code points are counted.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sahel_kg import files
from sahel_kg.desk.extraction import Span
from sahel_kg.desk.taken import needed, refuse, unreadable
from sahel_kg.resources import shown

_FEATURES = "%FEATURE_STRUCTURES"
_ENDS = ("Governor", "Dependent")
"""What INCEpTION calls the source and the target of a relation."""
_NO_LABEL = {*_ENDS, "begin", "end", "sofa", "xmiID", "type"}


@dataclass(frozen=True)
class AnnotatedTie:
    """A relation between two passages of a text.

    Parameters
    ----------
    text : str
        Of the document that was annotated.
    subject, object : Span
        In code points of that text.
    label : str
        As the other tool's users named the relation; "" if they did not.
    by : str
        Who annotated it, as far as the export says.
    """

    text: str
    subject: Span
    object: Span
    label: str
    by: str = ""

    def words(self, span: Span) -> str:
        """Return a passage in one line."""
        return " ".join(self.text[slice(*span)].split())

    @property
    def stretch(self) -> Span:
        """From the first word of the two passages to the last."""
        return min(self.subject[0], self.object[0]), max(self.subject[1], self.object[1])


def read_annotations(path: Path) -> list[AnnotatedTie]:
    """Read an export.

    Raises
    ------
    ParseError
        It is of neither tool, or damaged.
    """
    file = shown(path)
    try:
        raw = files.read(path)
    except OSError as error:
        raise refuse(file, f"cannot be read ({error.strerror})") from None
    if raw.startswith(b"PK"):
        raise refuse(file, "is an archive: unpack it, and give the JSON of the document")
    try:
        told = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        kinds = "INCEpTION's UIMA CAS JSON or Label Studio's JSON"
        raise refuse(file, f"is no JSON ({str(error).splitlines()[0]}): export as {kinds}") from None
    with unreadable(file, "is no export that can be read ({}): export it again"):
        if isinstance(told, dict) and _FEATURES in told:
            return list(_read_cas(raw.decode("utf-8-sig")))
        if isinstance(told, list) and all(isinstance(task, dict) and "data" in task for task in told):
            return [tie for task in told for tie in _read_task(task, file)]
    raise refuse(file, "is neither INCEpTION's UIMA CAS JSON nor Label Studio's JSON: export it as one of these")


def points(text: str, units: int) -> int:
    """Return how many code points the first units of UTF-16 of a text are.

    Examples
    --------
    >>> points("a\\U0001f525b", 3), points("a\\U0001f525b", 4), points("abc", 2)
    (2, 3, 2)
    """
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


# -- INCEpTION


def _read_cas(text: str) -> Iterator[AnnotatedTie]:
    with needed():
        from cassis import load_cas_from_json
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cas = load_cas_from_json(text, lenient=True)
    document = cas.sofa_string or ""
    for kind in cas.typesystem.get_types():
        names = {feature.name for feature in kind.all_features}
        if not set(_ENDS) <= names or kind.name.endswith("dependency.type.Dependency"):
            continue
        for found in cas.select(kind.name):
            ends = [getattr(found, end) for end in _ENDS]
            if found.type.name != kind.name or any(end is None for end in ends):
                continue  # a kind lists those of the kinds below it as well
            spans = [(int(end.begin), int(end.end)) for end in ends]
            yield AnnotatedTie(document, spans[0], spans[1], _label(found, names - _NO_LABEL))


def _label(found: Any, names: set[str]) -> str:
    """Return what the users of a layer chose: the one feature that is filled in, of several the one called so."""
    told = {name: value for name in sorted(names) if isinstance(value := getattr(found, name, None), str) and value}
    for name in ("label", "value", "relation", "type"):
        if name in told:
            return told[name]
    return next(iter(told.values()), "")


# -- Label Studio


def _read_task(task: Mapping[str, Any], file: str) -> Iterator[AnnotatedTie]:
    for annotation in task.get("annotations", []):
        if annotation.get("was_cancelled"):
            continue
        results = annotation.get("result", [])
        regions = {each["id"]: each for each in results if "value" in each and "id" in each}
        for each in results:
            if each.get("type") != "relation":
                continue
            ends = [regions.get(each.get(key)) for key in ("from_id", "to_id")]
            if any(end is None or "start" not in end["value"] for end in ends):
                continue
            texts = [_text_of(end or {}, task, file) for end in ends]
            if texts[0] != texts[1]:
                continue
            spans = [_span(end or {}, texts[0]) for end in ends]
            if each.get("direction") == "left":
                spans.reverse()
            labels = [label for label in each.get("labels") or [""] if isinstance(label, str)]
            for label in labels or [""]:
                yield AnnotatedTie(texts[0], spans[0], spans[1], label, _annotator(annotation))


def _text_of(region: Mapping[str, Any], task: Mapping[str, Any], file: str) -> str:
    """Return the text that a region counts in: the one that its field names, else the only one there is."""
    data = {key: text for key, text in task["data"].items() if isinstance(text, str)}
    named = data.get(str(region.get("to_name", "")))
    if named is None and len(data) > 1:
        named = data.get("text")
    if named is None:
        named = next(iter(data.values()), None) if len(data) == 1 else None
    if named is None:
        names = ", ".join(data) or "none"
        raise refuse(file, f"does not say which of its fields is the text ({names}): call it text")
    return named


def _span(region: Mapping[str, Any], text: str) -> Span:
    value = region["value"]
    start, end = points(text, int(value["start"])), points(text, int(value["end"]))
    return start, end


def _annotator(annotation: Mapping[str, Any]) -> str:
    who = annotation.get("completed_by", "")
    if isinstance(who, dict):
        who = who.get("email") or who.get("id") or ""
    return str(who)
