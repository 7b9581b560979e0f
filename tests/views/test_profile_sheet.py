"""The sheet on an actor: every line cited, every claim found again, nothing that a label could break out of."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sahel_kg import Build
from sahel_kg.builds.profiles import profile
from sahel_kg.views.pages.profile_sheet.sheet import html, lay_out, markdown
from sahel_kg.vocabulary import compact
from tests.cli.command import run
from tests.exports.conftest import hostile

__all__ = ["hostile"]


class Reader(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, found in attrs:
            self.attributes.setdefault(name, []).append(found or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_says_who_stands_where_since_when_and_on_whose_word(build: Build) -> None:
    seen = build.at("2019-12-03")
    sheet = lay_out(seen, profile(seen, "France"))
    lines = {line.cells[0]: line for section in sheet.sections for line in section.lines}
    together = lines["France supports Burkina Faso, Chad, Mali, Mauritania, Niger"]
    assert together.cells[2:] == ("stated (implied); certain", "C3")
    assert sheet.footnotes[together.notes[0] - 1].startswith(
        "claim gd-p3-s2-b: grey-dynamics-2019, paragraph 3, sentence 2"
    )
    assert "Coder: Told as what the troops are there for" in sheet.footnotes[together.notes[0] - 1]
    inferred = lines["France opposes ISGS"]
    begun = "begun between 1 January 2015 and 3 November 2019"
    assert inferred.cells[1] == f"{begun}; still so on 3 December 2019, end not stated"
    assert len(inferred.notes) == 7
    titles = [section.title for section in sheet.sections]
    assert titles[:4] == ["Stands with", "Stands against", "Other ties", "Denied"]
    assert {"Events", "Disputed", "Standing in the network"} <= set(titles)


def test_every_note_is_numbered_and_every_number_has_its_note(build: Build) -> None:
    seen = build.at("2019-12-03")
    for actor in ("France", "ISGS", "Mali", "CMA"):
        sheet = lay_out(seen, profile(seen, actor))
        reader = read(html(sheet))
        links = [href for href in reader.attributes["href"] if href.startswith("#")]
        notes = {f"#{name}" for name in reader.attributes["id"]}
        assert links
        assert set(links) == notes
        text = markdown(sheet)
        assert set(re.findall(r"\[\^(\d+)\](?!:)", text)) == set(re.findall(r"^\[\^(\d+)\]:", text, re.M))


def test_what_is_only_possible_says_why(build: Build) -> None:
    seen = build.at("2013-06-01")
    sheet = lay_out(seen, profile(seen, "France"))
    doubtful = [line for section in sheet.sections for line in section.lines if line.is_doubtful]
    assert doubtful
    assert all(any(word in line.cells[2] for word in ("only possible: ", "presumed: ", "undated")) for line in doubtful)


def test_the_page_makes_no_request_and_runs_nothing(hostile: Build) -> None:
    for actor in ("actor:script", "actor:formula", "actor:control"):
        page = html(lay_out(hostile, profile(hostile, actor)))
        reader = read(page)
        assert "script" not in reader.tags
        assert "img" not in reader.tags
        assert not reader.attributes.get("src")
        assert all(href.startswith(("#", "data:")) for href in reader.attributes["href"])
    assert (
        "</script><img src=x onerror=alert(1)>" in read(html(lay_out(hostile, profile(hostile, "actor:script")))).text
    )


@pytest.mark.parametrize(("form", "start"), [("md", "# France"), ("html", "<!DOCTYPE html>")])
def test_the_command_writes_it(build: Build, form: str, start: str) -> None:
    answer = run("show", "France", "--as-of", "2019-12-03", "--format", form, "--build", build.path)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(start)


def test_the_suffix_tells_the_format(build: Build, tmp_path: Path) -> None:
    target = tmp_path / "sheet.html"
    assert run("show", "France", "-o", target, "--build", build.path).code == 0
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_another_format_is_told_which_there_are(build: Build) -> None:
    answer = run("show", "France", "--format", "pdf", "--build", build.path)
    assert (answer.code, answer.errors) == (
        2,
        ["--format pdf: choose from table, csv, tsv, json, jsonl, md, html"],
    )


def test_what_happened_neither_began_nor_ended(build: Build) -> None:
    seen = build.at("2019-12-03")
    changes = {(compact(h.tie.relation), compact(h.tie.object), h.change) for h in profile(seen, "ISGS").history}
    assert ("skg:attacked", "actor:malian-army", "happened") in changes
    assert not [c for c in changes if c[0] == "skg:attacked" and c[2] != "happened"]


def test_what_two_conflicts_tell_of_one_year_is_one_line(both: Build) -> None:
    """UCDP lists Chad's troops beside Niger in 2021 in two conflicts (430 and 13639): a line, cited twice."""
    sheet = lay_out(both, profile(both, "Niger"))
    for section in sheet.sections:
        if section.title != "Disputed":  # there each side stands with its other
            assert len({(line.cells, line.is_doubtful) for line in section.lines}) == len(section.lines), section.title
    ties = next(section for section in sheet.sections if section.title == "Stands with")
    told = [line for line in ties.lines if line.cells[0].startswith("Chad contributes to Niger")]
    (twice,) = [line for line in told if "2021" in line.cells[1] and "1 January 2021 – 31 December" in line.cells[1]]
    assert len(twice.notes) == 2
