"""Sentences of texts in English and French, and how they are named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg.desk import sentences
from sahel_kg.desk.extraction import find_paragraphs
from tests.conftest import ROOT


@pytest.mark.parametrize(
    "parts",
    [
        ["M. Keïta a été réélu en nov. 2018.", "Selon le col. Goïta, env. 30 soldats sont morts."],
        ["« C'est grave. » a dit le Dr. Diallo.", "Le 1er nov. 2019, 53 soldats ont été tués, p. ex. par l'EIGS."],
        ["MM. Ba et Cie. ont nié.", "Qui a tiré ?", "Personne ne sait.", "« Nous viendrons. »", "Le chef a menti."],
        ["Selon l'art. 5 de l'accord, oui.", "Mme. Sy est partie."],
        ["The attack occurred on Nov. 2, ca. 30 km from Gao.", "Gen. Traoré and Lt. Col. Goita said no."],
        ["He said no.", "Then he left at 5 p.m.", "The U.S. and the U.N. agreed.", "It cost $4.5 million."],
        ['"We will win."', "He left.", '"Will you?" asked Col. Sy.', "The group (formed in 2012.) is big."],
        ["Is it over?!", "It is… not.", "The end"],
    ],
)
def test_sentences(parts: list[str]) -> None:
    text = " ".join(parts)
    found = sentences.split(text, [(0, len(text))])
    assert [text[s.start : s.end] for s in found] == parts
    assert [s.segment for s in found] == [f"p1s{n}" for n in range(1, len(parts) + 1)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A title\n\nOne. Two.\n\nThree.", ["t", "p1s1", "p1s2", "p2s1"]),
        ("A sentence first.\n\nTwo.", ["p1s1", "p2s1"]),
        ("Only this", ["p1s1"]),
        ("Who fled?\n\nThe army.", ["t", "p1s1"]),
        ("A title\n\n***\n\nOne.", ["t", "p1s1"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [s.segment for s in sentences.split(text, find_paragraphs(text))] == names


def test_mended_cuts_are_named_as_they_were() -> None:
    (title, body, note) = sentences.name("Ab. Cd. Ef.", [("t", 0, 3), ("p2s1", 4, 7), ("n1", 8, 11)])
    assert (title.paragraph, title.sentence) == (None, None)
    assert (body.segment, body.paragraph, body.sentence, body.start, body.end) == ("p2s1", 2, 1, 4, 7)
    assert (note.paragraph, note.sentence) == (None, 1)


@given(st.text(alphabet='aZé.?!… \n\u00a0«»"1-\u0301؟', max_size=80))
def test_sentences_lie_in_order_and_lose_no_word(text: str) -> None:
    found = sentences.split(text, find_paragraphs(text))
    ends = [0, *(s.end for s in found)]
    for end, sentence in zip(ends, found, strict=False):
        assert end <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
    left = "".join(text[a : b.start] for a, b in zip(ends, found, strict=False)) + text[ends[-1] :]
    assert not any(c.isalnum() for c in left)


def test_the_sentences_of_the_article_are_those_of_the_project(shared: Path) -> None:
    text = (shared / "source" / "article.txt").read_text("utf-8")
    found = {(s.start, s.end) for s in sentences.split(text, find_paragraphs(text))}
    with (ROOT / "data" / "segments" / "grey-dynamics-2019.csv").open(encoding="utf-8") as file:
        listed = {(int(row["start"]), int(row["end"])): row["segment"] for row in csv.DictReader(file)}
    assert [segment for span, segment in listed.items() if span not in found] == ["n1"]  # names stand before it
