"""Quotes found again in a text, and what is said where they are not."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sahel_kg.desk import quotes, sentences
from sahel_kg.desk.cells import CellError
from sahel_kg.desk.extraction import find_paragraphs
from sahel_kg.desk.folding import fold
from sahel_kg.record.dataset import Segment
from sahel_kg.record.sources import digest
from tests.conftest import ROOT

TEXT = (
    "Raid on Arra\n\n"
    "The Hill Band attacked the town on 3 March 2018. At least 13 of the River Band died; 113 fled. "
    "The band denied it.\n\n"
    "« L’armée a nié », a dit M. Kei\u0308ta. The of\ufb01ce was para-\nlysed – the al-\nArra road too. "
    "Some 4\u00a0500 people left the camp of Re\u00addouane. The band denied it again, the U.S. said. "
    "It cost 4.5 or 4,500."
)
SEGMENTS = sentences.split(TEXT, find_paragraphs(TEXT))


def words(quote: str, within: str | None = None) -> str:
    found = quotes.find(quote, TEXT, SEGMENTS, within)
    assert found.sha256 == digest(TEXT[found.start : found.end])
    return TEXT[found.start : found.end]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("The Hill Band attacked", "The Hill Band attacked"),
        ("  The Hill\n Band   attacked ", "The Hill Band attacked"),
        ("the hill BAND attacked", "The Hill Band attacked"),
        ("Hill Band ... 3 March", "Hill Band attacked the town on 3 March"),
        ("Hill Band […] 3 March", "Hill Band attacked the town on 3 March"),
        ("... Hill Band (...) March 2018 ...", "Hill Band attacked the town on 3 March 2018"),
        ("the ... town ... 3", "the town on 3"),  # as near together as they come
        ('"L\'armée a nié"', "« L’armée a nié »"),
        ("«L'armée a nié»", "« L’armée a nié »"),
        ('" L’armée a nié "', "« L’armée a nié »"),
        ("M. Keïta", "M. Kei\u0308ta"),
        ("M. Kei\u0308ta", "M. Kei\u0308ta"),
        ("office", "of\ufb01ce"),
        ("of\ufb01ce", "of\ufb01ce"),
        ("paralysed", "para-\nlysed"),
        ("para- lysed", "para-\nlysed"),
        ("para-\nlysed", "para-\nlysed"),
        ("paralysed - the al-Arra road", "para-\nlysed – the al-\nArra road"),
        ("paralysed—the alArra road", "para-\nlysed – the al-\nArra road"),
        ("camp of Redouane", "camp of Re\u00addouane"),
        ("4 500 people", "4\u00a0500 people"),
        ("13 of the River Band died; 113 fled", "13 of the River Band died; 113 fled"),
        ("113", "113"),
        ("died; 113 fled. The band", "died; 113 fled. The band"),  # over the end of a sentence
        ("4,500", "4,500"),
        ("4.5", "4.5"),
        ("denied it again", "denied it again"),
        ("band denied it again", "band denied it again"),
        ("– the al-Arra road", "– the al-\nArra road"),
    ],
)
def test_a_quote_is_found(quote: str, expected: str) -> None:
    assert words(quote) == expected


TYPED = {
    "curly": "“L’armée de M. Keïta a nié”, dit-il",
    "straight": '"L\'armée de M. Keïta a nié", dit-il',
    "guillemets": "« L’armée de M. Keïta a nié », dit-il",
    "guillemets with hard spaces": "«\u00a0L’armée de M. Keïta a nié\u202f», dit-il",
    "guillemets without spaces": "«L'armée de M. Keïta a nié», dit-il",
    "low and high": "„L‘armée de M. Keïta a nié“, dit-il",
}
TYPED |= {f"{name}, decomposed": unicodedata.normalize("NFD", text) for name, text in TYPED.items()}


@pytest.mark.parametrize("copied", TYPED)
@pytest.mark.parametrize("printed", TYPED)
def test_marks_and_accents_may_be_typed_in_any_way_in_text_and_quote(printed: str, copied: str) -> None:
    text = f"Le porte-parole : {TYPED[printed]} hier."
    found = quotes.find(TYPED[copied], text, sentences.split(text, [(0, len(text))]))
    assert text[found.start : found.end] == TYPED[printed]
    assert found.sha256 == digest(TYPED[printed])


@pytest.mark.parametrize(
    ("quote", "within", "expected"),
    [
        ("The band denied it", "p1s3", "p1s3"),
        ("The band denied it", "p2s4", "p2s4"),
        ("the BAND denied it", "p2s4", "p2s4"),
        ("the", "t", None),
        ("113 fled. The band", "p1s2", "p1s2"),
        ("113 fled. The band", "p1s3", "p1s2"),
    ],
)
def test_the_sentence_decides(quote: str, within: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(CellError):
            quotes.find(quote, TEXT, SEGMENTS, within)
        return
    assert quotes.find(quote, TEXT, SEGMENTS, within).segments[0] == expected


def test_what_stands_twice_in_its_sentence() -> None:
    text = "The band met the band."
    with pytest.raises(CellError, match="stands 2 times in p1s1: add a word before or after"):
        quotes.find("band", text, sentences.split(text, [(0, len(text))]), "p1s1")
    assert quotes.find("the band", text, sentences.split(text, [(0, len(text))])).start == 13


def test_the_same_words_as_they_are_go_before_those_that_are_folded() -> None:
    text = "The al–Arra road. The al-Arra road."
    found = quotes.find("al-Arra", text, sentences.split(text, [(0, len(text))]))
    assert text[found.start : found.end] == "al-Arra"


@pytest.mark.parametrize(
    ("quote", "within", "told"),
    [
        ("The band denied it", None, "stands 2 times in the text (p1s3, p2s4): name its sentence, or add a word"),
        ("Hill Band", "p2s1", "stands in p1s1, not in p2s1: correct one of the two"),
        ("HILL BAND", "p2s1", "stands in p1s1, not in p2s1"),
        (
            "Hill Bend attacked",
            None,
            "'Hill Bend attacked' is not in the text; the nearest words (p1s1) are",
        ),
        ("13 of the Hill Band", "p1s2", "the nearest words (p1s2) are '13 of the River Band'"),
        ("attacked ... villages", None, "'villages' is not in the text"),
        ("zzzz qqqq xxxx", None, "nor anything like it: copy the words from the text"),
        ("March 2018 ... Hill Band", None, "not in this order within one passage"),
        ("...", None, "is no quote"),
        ("", None, "is no quote"),
        (" – ", None, "is no quote"),
        ("Hill", "p9s9", "names the sentence 'p9s9', which the text does not have: the last is p2s5"),
        ("500 people", None, "is not in the text"),  # it is 4 500
        ("Some 4", None, "is not in the text"),
        ("ill Band", None, "is not in the text"),
        ("on 3 March 201", None, "is not in the text"),
        ("Kei", None, "is not in the text"),
        ("para", None, "is not in the text"),
    ],
)
def test_a_quote_is_not_found(quote: str, within: str | None, told: str) -> None:
    with pytest.raises(CellError) as error:
        quotes.find(quote, TEXT, SEGMENTS, within)
    assert told in str(error.value)
    assert "\n" not in str(error.value).replace(TEXT, "")


@pytest.mark.parametrize("number", ["4", "500", "5"])
def test_a_number_is_no_part_of_another(number: str) -> None:
    assert quotes.occurrences(number, TEXT) == []


def test_a_quote_across_a_table() -> None:
    text = "town\tdead\n\nArra\t12\n\nBoma\t7"
    found = quotes.find("Arra 12", text, sentences.split(text, find_paragraphs(text)))
    assert (text[found.start : found.end], found.segments) == ("Arra\t12", ("p1s1",))
    across = quotes.find("Arra ... Boma 7", text, sentences.split(text, find_paragraphs(text)))
    assert across.segments == ("p1s1", "p2s1")


def test_right_to_left_letters_and_what_turns_them() -> None:
    text = "هاجمت \u202bالميليشيا\u202c البلدة."
    found = quotes.find("هاجمت الميليشيا البلدة", text, sentences.split(text, [(0, len(text))]))
    assert (found.start, found.end) == (0, len(text) - 1)


def test_a_long_text_is_searched_quickly() -> None:
    text = "The band of the hills came down. " * 6000 + "At last 13 soldiers of the River Band died."
    segments = [Segment("p1s1", 1, 1, 0, len(text), digest(text))]
    assert quotes.find("the ... 13 soldiers ... died", text, segments).end == len(text) - 1


def test_a_hash_tells_where_the_words_went() -> None:
    assert list(quotes.find_hash("x The Hill Band.", 9, digest("Hill Band"))) == [(6, 15)]
    assert list(quotes.find_hash("x The Hill Bend.", 9, digest("Hill Band"))) == []
    assert list(quotes.find_hash("x", 9, digest("Hill Band"))) == []


# -- whatever the text

LETTERS = st.text(alphabet="aZé\u0301\ufb01œ«»“'’ -–—\u00ad\u00a0\n\u202f.,0…5\u200b", max_size=60)


@given(LETTERS)
def test_letters_of_a_folded_text_know_their_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.begins) == len(folded.ends)
    for start, end in zip(folded.begins, folded.ends, strict=True):
        assert 0 <= start < end <= len(text)
    assert list(folded.begins) == sorted(folded.begins)


@given(LETTERS)
@example("lib\u00e9-\nr\u00e9")
def test_composed_and_decomposed_texts_are_folded_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)).text == fold(unicodedata.normalize("NFD", text)).text


@given(st.lists(st.sampled_from(TEXT.split()), min_size=1, max_size=12), st.data())
def test_words_of_a_text_are_found_where_they_are(parts: list[str], data: st.DataObject) -> None:
    """Any run of whole words, with other white space, marks and accents, stands where it was taken from."""
    text = " ".join(parts)
    a = data.draw(st.integers(0, len(parts) - 1))
    b = data.draw(st.integers(a, len(parts) - 1))
    start = len(" ".join(parts[:a])) + (1 if a else 0)
    end = len(" ".join(parts[: b + 1]))
    quote = text[start:end]
    if not any(c.isalnum() for c in quote):
        return
    for told in (quote, quote.replace(" ", "\n"), unicodedata.normalize("NFC", quote), quote.replace("’", "'")):
        assert (start, end) in quotes.occurrences(told, text)


def test_every_claim_of_the_article_is_found_by_its_words(shared: Path) -> None:
    text = (shared / "source" / "article.txt").read_text("utf-8")
    with (ROOT / "data" / "segments" / "grey-dynamics-2019.csv").open(encoding="utf-8") as file:
        listed = [(r["segment"], int(r["start"]), int(r["end"])) for r in csv.DictReader(file)]
    segments = sentences.name(text, listed)
    for segment in segments:
        within = [m for m in range(segment.start, segment.end) if text[m - 1 : m] in (" ", "")]
        for start in within[::3]:
            end = min([m - 1 for m in within if m > start + 40] or [segment.end])
            found = quotes.find(text[start:end], text, segments, segment.segment)
            assert (found.start, found.end) == (start, end)
