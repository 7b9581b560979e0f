"""What becomes of a stretch when its text changes; another passage is never taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sahel_kg.desk.reanchoring import KEPT, Anchor, reanchor
from sahel_kg.record.sources import digest

OLD = (
    "On 3 March the Hill Band attacked the twon of Arra. At least 13 died. The band denied it. "
    "It is not loyal to M. Keita. They were able to leave, said 4,500 people of the al-Arra road.\n\n"
    "Trois soldats n'ont pas été tués au nord. « Il a nié », dit-on."
)


def become(passage: str, new: str) -> Anchor:
    start = OLD.index(passage)
    (anchor,) = reanchor(OLD, new, [(start, start + len(passage))])
    assert (anchor.sha256 is not None) == (anchor.fate in KEPT)
    if anchor.new and anchor.sha256:
        assert anchor.sha256 == digest(new[slice(*anchor.new)])
    return anchor


@pytest.mark.parametrize(
    ("passage", "change", "fate", "words"),
    [
        ("Hill Band", ("", ""), "same", "Hill Band"),
        ("Hill Band", ("Arra", "Boma"), "same", "Hill Band"),
        ("The band denied it", ("On 3", "New. On 3"), "moved", "The band denied it"),
        ("attacked the twon", ("twon", "town"), "typo", "attacked the town"),
        ("the twon", ("twon", "town"), "typo", "the town"),
        ("attacked the", ("the twon", "the the twon"), "same", "attacked the"),
        ("attacked the twon", ("the twon", "the the twon"), "typo", "attacked the the twon"),
        ("Band attacked the", ("attacked", "att-\nacked"), "other breaks", "Band att-\nacked the"),
        ("Band attacked the", ("Band attacked", "Band\r\nattacked"), "other breaks", "Band\r\nattacked the"),
        ("« Il a nié »", ("« Il a nié »", '"Il a nié"'), "other breaks", '"Il a nié"'),
        ("été tués au nord", ("tués", "tue\u0301s"), "other breaks", "été tue\u0301s au nord"),
        ("died. The", ("died. The", "died, The"), "typo", "died, The"),
        ("attacked the twon of", ("attacked", "attackd"), "typo", "attackd the twon of"),
    ],
)
def test_it_is_kept(passage: str, change: tuple[str, str], fate: str, words: str) -> None:
    new = OLD.replace(*change, 1)
    anchor = become(passage, new)
    assert (anchor.fate, new[slice(*anchor.new)] if anchor.new else None) == (fate, words)


@pytest.mark.parametrize(
    ("passage", "change", "why"),
    [
        ("At least 13 died", ("13", "30"), "the number '13' is '30'"),
        ("At least 13 died", ("least 13", "least thirteen"), "the number '13' is 'thirteen'"),
        ("said 4,500 people", ("4,500", "4.500"), "the number '4,500' is '4.500'"),
        ("On 3 March the", ("March", "May"), "the number 'March' is 'May'"),
        ("Trois soldats", ("Trois", "Cinq"), "the number 'Trois' is 'Cinq'"),
        ("It is not loyal", ("not ", ""), "the negation 'not' is left out"),
        ("It is not loyal", ("not", "now"), "the negation 'not' is 'now'"),
        ("The band denied it", ("denied", "defied"), "the negation 'denied' is 'defied'"),
        ("n'ont pas été tués", ("n'ont pas", "ont"), "the negation 'n' is left out"),
        ("were able to leave", ("able", "unable"), "the word 'able' is 'unable'"),
        ("loyal to M.", ("loyal", "disloyal"), "the word 'loyal' is 'disloyal'"),
        ("to M. Keita", ("Keita", "Keïta"), "the name 'Keita' is 'Keïta'"),
        ("the Hill Band attacked", ("Hill", "Mill"), "the name 'Hill' is 'Mill'"),
        ("the Hill Band attacked", ("Hill Band", "band"), "the name 'Hill' is 'band'"),
        ("tués au nord", ("nord", "sud"), "the word 'nord' is 'sud'"),
        ("The band denied it", ("band denied", "band has denied"), "the word 'has' is new"),
        ("attacked the twon", ("attacked", "left"), "the word 'attacked' is 'left'"),
    ],
)
def test_it_is_another_passage(passage: str, change: tuple[str, str], why: str) -> None:
    anchor = become(passage, OLD.replace(*change, 1))
    assert (anchor.fate, anchor.why) == ("another passage", why)


def test_a_negation_by_two_letters_is_no_typo() -> None:
    (anchor,) = reanchor("They were comfortable there.", "They were uncomfortable there.", [(5, 21)])
    assert (anchor.fate, anchor.why) == ("another passage", "the negation 'comfortable' is 'uncomfortable'")


@pytest.mark.parametrize("new", ["All of it is other now", "", "\n"])
def test_it_is_gone(new: str) -> None:
    assert become("attacked the twon", new) == Anchor((25, 42), "gone")


def test_where_two_places_have_the_words_and_neither_is_its_own() -> None:
    anchor = become("Hill Band", "x Hill Band y. " * 3 + OLD.replace("the Hill Band", "it"))
    assert anchor.fate in ("gone", "another passage", "moved")
    (anchor,) = reanchor("Zz Hill Band zz.", "Hill Band, or Hill Band", [(3, 12)])
    assert anchor.fate in KEPT or "2 places" in anchor.why


def test_paragraphs_that_changed_places_are_found() -> None:
    first, second = OLD.split("\n\n")
    new = f"{second}\n\n{first}"
    for passage in ("Trois soldats", "Hill Band attacked the twon", "able to leave"):
        anchor = become(passage, new)
        assert anchor.fate == "moved"
        assert anchor.new
        assert new[slice(*anchor.new)] == passage


WORDS = st.sampled_from(["band", "hill", "Arra", "13", "not", "fled", "left", "the", "town", "denied"])


@given(st.lists(WORDS, min_size=2, max_size=12), st.integers(0, 11), WORDS)
def test_what_is_kept_has_the_same_numbers_names_and_negations(words: list[str], at: int, other: str) -> None:
    """One word replaced by another of the list is never a typo: none of them is nearly another."""
    at %= len(words)
    old, new = " ".join(words), " ".join([*words[:at], other, *words[at + 1 :]])
    (anchor,) = reanchor(old, new, [(0, len(old))])
    if other == words[at]:
        assert anchor.fate == "same"
    else:
        assert anchor.fate in ("another passage", "gone")


@given(
    st.text(alphabet="ab N3-\n.’'\u00a0é", max_size=40), st.text(alphabet="ab N3-\n.’'\u00a0é", max_size=40), st.data()
)
def test_any_two_texts(old: str, new: str, data: st.DataObject) -> None:
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    (anchor,) = reanchor(old, new, [(start, end)])
    if anchor.new:
        assert 0 <= anchor.new[0] < anchor.new[1] <= len(new)
    if anchor.fate in ("same", "moved") and anchor.new:
        assert new[slice(*anchor.new)] == old[start:end]


def test_two_long_texts_are_compared_in_seconds() -> None:
    old = " ".join(f"word{n % 700} and Name{n}." for n in range(15_000))
    new = old.replace("Name7500.", "Name7500, it.")
    start = old.index("Name9000")
    (anchor,) = reanchor(old, new, [(start, start + 8)])
    assert (anchor.fate, anchor.new) == ("moved", (start + 4, start + 12))
