"""The folder of a coded report: where its files are, and what `source.toml` says of the report and of who codes it."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sahel_kg import files
from sahel_kg.desk.slugs import slug
from sahel_kg.errors import ParseError, Problem
from sahel_kg.record.bounds import parse_date
from sahel_kg.record.dataset import LAYOUT
from sahel_kg.record.sources import digest
from sahel_kg.resources import shown

SOURCE, TEXT, IDS, SEGMENTS, REST = "source.toml", "text.txt", "ids.csv", "segments.csv", "rest.trig"
CODEBOOK = "2"
"""The version of the codebook that rows are coded by."""
RELIABILITIES = ("A", "B", "C", "D", "E", "F")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\Z")


@dataclass(frozen=True)
class ReportSource:
    """What is known of a report, and who codes it.

    Parameters
    ----------
    title, publisher : str
    published : str
        ``2018-06-02``, ``2018-06`` or ``2018``; "" if it is not known.
    reliability : str
        A (reliable) to E, F is unknown.
    coder : str
    coded : date
        The day from which the coding counts; it stays.
    file, sha256 : str
        The report's file by name, and its hash.
    taken_out_by : str
        What took the text out, with its version.
    text_sha256 : str
    length : int
        Of the text, in code points.
    """

    title: str
    publisher: str
    published: str
    reliability: str
    coder: str
    coded: date
    file: str
    sha256: str
    taken_out_by: str
    text_sha256: str
    length: int

    @property
    def day(self) -> date | None:
        """The last day on which it can have been published."""
        return parse_date(self.published, last=True) if self.published else None

    @property
    def coder_name(self) -> str:
        """The last part of the coder's IRI, which may be given itself."""
        return self.coder.removeprefix("coder:") if self.is_known_coder else slug(self.coder) or "coder"

    @property
    def is_known_coder(self) -> bool:
        """Whether the coder is named by an id, and declared elsewhere."""
        return self.coder.startswith("coder:")


def write_source(source: ReportSource) -> bytes:
    """Return `source.toml`."""
    said = [
        "# The report, and who codes it. Locators count in text.txt: change neither its text nor the hashes.",
        f"title = {_quote(source.title)}",
        f"publisher = {_quote(source.publisher)}",
        f"published = {_quote(source.published)}  # 2018-06-02, 2018-06 or 2018",
        f"reliability = {_quote(source.reliability)}  # A (reliable) to E, F is unknown",
        f"coder = {_quote(source.coder)}",
        f"coded = {source.coded.isoformat()}",
        "",
        "[report]",
        f"file = {_quote(source.file)}",
        f"sha256 = {_quote(source.sha256)}",
        f"taken_out_by = {_quote(source.taken_out_by)}",
        "",
        "[text]",
        f"sha256 = {_quote(source.text_sha256)}",
        f"length = {source.length}",
        "",
    ]
    return "\n".join(said).encode("utf-8")


def _quote(text: str) -> str:
    """Return a string in TOML, which is JSON's but for a control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_source(path: Path) -> ReportSource:
    """Read `source.toml`.

    Raises
    ------
    ParseError
        Naming each value that is missing or is not what it must be.
    """
    name = shown(path)
    try:
        told = tomllib.loads(files.read(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParseError([Problem(name, "", f"is no TOML: {error}")]) from None
    except OSError as error:
        raise ParseError([Problem(name, "", f"cannot be read ({error.strerror})")]) from None
    report, text = told.get("report", {}), told.get("text", {})
    problems = [
        Problem(name, where, "is missing: `sahel-kg code REPORT` writes it")
        for where, part, keys in (("report", report, ("sha256",)), ("text", text, ("sha256", "length")))
        for key in keys
        if key not in part
    ]
    for key in ("title", "publisher", "reliability", "coder"):
        if not isinstance(told.get(key), str) or not told[key].strip():
            problems.append(Problem(name, key, f'is missing: write {key} = "..."'))
    if isinstance(told.get("reliability"), str) and told["reliability"].upper() not in RELIABILITIES:
        problems.append(Problem(name, "reliability", "choose from A (reliable) to E, or F (unknown)"))
    published = told.get("published", "")
    try:
        published = str(published)
        if published:
            parse_date(published)
    except ValueError as error:
        problems.append(Problem(name, "published", str(error)))
    coder = str(told.get("coder", ""))
    if coder.startswith("coder:") and not _NAME.match(coder.removeprefix("coder:")):
        problems.append(Problem(name, "coder", "is no id of a coder: write a name"))
    coded = told.get("coded")
    if not isinstance(coded, date):
        problems.append(Problem(name, "coded", "must be a day: write coded = 2026-11-29"))
    if problems or not isinstance(coded, date):
        raise ParseError(problems)
    return ReportSource(
        *(told["title"].strip(), told["publisher"].strip(), published, told["reliability"].upper()),
        *(told["coder"].strip(), coded, str(report.get("file", "")), str(report["sha256"])),
        *(str(report.get("taken_out_by", "")), str(text["sha256"]), int(text["length"])),
    )


@dataclass(frozen=True)
class ReportFolder:
    """A folder with a sheet; its name is that of the source."""

    path: Path

    @property
    def name(self) -> str:
        """The last part of the source's IRI."""
        return self.path.name

    @property
    def text(self) -> Path:
        """The text that locators count in, where its holder has it."""
        return self.path / TEXT

    def read_text(self) -> str | None:
        """Return the text, None if it is not there.

        Raises
        ------
        ParseError
        """
        if not self.text.exists():
            return None
        try:
            return files.read(self.text).decode("utf-8")
        except OSError as error:
            raise ParseError([Problem(shown(self.text), "", f"cannot be read ({error.strerror})")]) from None
        except UnicodeDecodeError:
            text = "is not UTF-8 any more: put the text back as it was"
            raise ParseError([Problem(shown(self.text), "", text)]) from None

    def check_name(self) -> None:
        """Refuse a name that is no part of an IRI.

        Raises
        ------
        ParseError
        """
        if not _NAME.match(self.name):
            text = "the folder's name is the source's: use small letters, digits and hyphens only"
            raise ParseError([Problem(shown(self.path), "", text)])


def find_folders(data: Iterable[Path]) -> list[ReportFolder]:
    """Return the folders with a sheet in some data folders: those with a `source.toml`, one of which may be given."""
    found: dict[Path, ReportFolder] = {}
    for folder in data:
        for path in sorted((folder / SOURCE, *folder.glob(f"*/{SOURCE}"))):
            if path.is_file():
                found.setdefault(path.parent.resolve(), ReportFolder(path.parent))
    return list(found.values())


_MARKS = ("claims.csv", "names.csv", IDS)
"""Files that nothing but the folder of a report has."""


def find_strays(data: Iterable[Path]) -> list[Problem]:
    """Return a problem for each folder that looks like a report's and has no `source.toml`: nothing of it is read."""
    found: dict[Path, Problem] = {}
    for folder in data:
        inside = (path for path in sorted(folder.glob("*")) if path.is_dir() and path.name not in LAYOUT)
        for path in (folder, *inside):
            names = (f"{path.name}.xlsx", f"{path.name}.ods", *_MARKS, *([TEXT] if path != folder else []))
            marks = [mark for mark in names if os.path.isfile(path / mark)]  # none of a closed one
            if marks and not path.name.startswith(".") and not (path / SOURCE).is_file():
                told = f"has {marks[0]} and no {SOURCE}, so that nothing of it is read: put that file back; or move the"
                told += " folder aside, make it anew with `sahel-kg code REPORT`, and copy its sheet into the new one"
                found.setdefault(path.resolve(), Problem(shown(path), "", told))
    return list(found.values())


def is_unchanged(text: str, source: ReportSource) -> bool:
    """Tell whether a text is the one that was coded."""
    return len(text) == source.length and digest(text) == source.text_sha256
