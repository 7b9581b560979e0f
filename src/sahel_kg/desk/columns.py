"""The worksheets of a sheet and their columns: what each is called, what it takes, where its words are listed."""

from __future__ import annotations

from dataclasses import dataclass

from sahel_kg.record.spelling import fold


@dataclass(frozen=True)
class Column:
    """One column of a worksheet.

    Parameters
    ----------
    name : str
        Its heading.
    hint : str
        What is to be written there, for whoever points at the heading.
    width : int
        In characters.
    also : tuple of str
        Headings that are read as this one.
    words : tuple of str
        Groups of words that it offers; see `words.GROUPS`.
    needed : bool
        Whether a sheet without it cannot be read.
    """

    name: str
    hint: str
    width: int
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    needed: bool = False


CLAIMS = (
    Column(
        "row", "A number of its own; it stays with the row wherever you move it.", 6, ("ligne", "no", "nr"), (), True
    ),
    Column("sentence", "The sentence it stands in, as the worksheet sentences names it.", 10, ("phrase",), (), True),
    Column(
        "quote",
        "The words that say it, as they stand in the text; ... for what you leave out. Empty: the whole sentence.",
        48,
        ("citation",),
        (),
        True,
    ),
    Column(
        "subject",
        "Who. Several with ; between are one claim of all. [in brackets]: somebody whom only this sentence describes.",
        24,
        ("sujet",),
        (),
        True,
    ),
    Column(
        "relation",
        "A word of the worksheet words: what holds, or what happened.",
        22,
        ("verb", "verbe"),
        ("relation", "happening", "loss"),
        True,
    ),
    Column("object", "With whom, against whom, what, where.", 24, ("objet",), (), True),
    Column(
        "from",
        "Since when, or when: late October 2019, since 2014, 2013 to 2017. Empty: as the verb tells. ?: not told.",
        18,
        ("de", "depuis"),
    ),
    Column("to", "Until when, if it ended.", 14, ("à", "jusqu'à", "until")),
    Column("place", "Where it happened.", 16, ("lieu", "where")),
    Column("number", "How many: at least 92 killed; 30 wounded. Or 2 events.", 20, ("nombre",)),
    Column(
        "told as",
        "Fact when empty; denied, judgement, explanation, forecast, recommendation, label.",
        14,
        ("dit",),
        ("told as",),
    ),
    Column(
        "basis",
        "Stated when empty; Implied if a careful reader takes it from the wording.",
        10,
        ("fondement",),
        ("basis",),
    ),
    Column(
        "credibility", "3 when empty; 1 is confirmed, 5 improbable, 6 unknown.", 11, ("crédibilité",), ("credibility",)
    ),
    Column("speaker", "Who says it, if it is not the author.", 18, ("locuteur",)),
    Column(
        "event",
        "Your name for what happened, so that other rows can speak of it. Empty: it gets one.",
        24,
        ("événement",),
    ),
    Column("note", "What a reader has to know: what the date or the reading rests on.", 40, ("remarque",)),
)
NAMES = (
    Column("name", "As the rows call it.", 34, ("nom",), (), True),
    Column("what", "armed group, state, person, place, condition ...", 26, ("kind", "type", "quoi"), ("kind",), True),
    Column("also", "Its other names, with ; between.", 34, ("other names", "autres noms")),
    Column("in", "The place that it lies in.", 22, ("lies in", "dans")),
    Column("note", "What its kind rests on.", 40, ("remarque",)),
    Column("id", "Of somebody whom the graph knows: actor:isgs. Usually empty.", 24),
)
SENTENCES = (
    Column("sentence", "t is the title, p1s2 the second sentence of the first paragraph.", 10, ("phrase",), (), True),
    Column(
        "text", "Mend a wrong cut here: join or part the cells, each with a name of its own.", 100, ("texte",), (), True
    ),
    Column("rows", "How many rows of claims it has.", 6, ("lignes",)),
    Column("left out because", "Why it says nothing for the graph.", 20, ("reason", "raison"), ("left out because",)),
    Column("note", "What is left out, and why.", 40, ("remarque",)),
)
WORDS = (
    Column("for", "In which column it is written.", 16),
    Column("word", "What to write.", 30, ("mot",), (), True),
    Column("your words", "What you would rather write, with ; between.", 24, ("own words", "mes mots")),
    Column("meaning", "What it means.", 70),
    Column("example", "Subject | word | object.", 60),
)
WORKSHEETS = {"claims": CLAIMS, "names": NAMES, "sentences": SENTENCES, "words": WORDS}
"""The worksheets in their order; as files of their own each is called so too."""


def find_column(worksheet: str, heading: str) -> Column | None:
    """Return the column that a heading means.

    >>> find_column("claims", "Told_as").name
    'told as'
    """
    key = fold(heading)
    return next((c for c in WORKSHEETS[worksheet] if key in {fold(text) for text in (c.name, *c.also)}), None)


def nearest_heading(heading: str, missing: list[str]) -> str | None:
    """Return which of the columns that lack a heading could be meant for."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(fold(heading), missing, scorer=fuzz.ratio, score_cutoff=60)
    return found[0] if found else None
