"""The text of reports: what comes out of each kind of file, and what is said where nothing can."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sahel_kg.desk import pdf_files, sentences
from sahel_kg.desk.extraction import Extraction, extract, find_paragraphs
from sahel_kg.errors import ParseError, SahelError, UsageError
from tests.cli.command import run
from tests.desk import papers

Make = Callable[..., Extraction]
LONG = "The Hill Band and the River Band had fought over the wells of Arra for three long years before the rains came."


@pytest.fixture
def taken(tmp_path: Path) -> Make:
    """Write a report and take its text out."""

    def make(
        name: str, content: bytes | str, *, encoding: str | None = None, pages: tuple[int, int] | None = None
    ) -> Extraction:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return extract(path, encoding=encoding, pages=pages)

    return make


def paragraphs(found: Extraction) -> list[str]:
    return [found.text[start:end] for start, end in found.paragraphs]


# -- text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\r\n\r\n \r\nTwo.\r\n", ["One.", "Two."]),
        ("One broken\nline.\n\n  Two.", ["One broken\nline.", "Two."]),
        (f"{LONG}\n{LONG}", [f"{LONG}\n{LONG}"]),  # broken into lines, or paragraphs: as long as a line may be
        (f"{LONG} {LONG}\n{LONG}\nShort.", [f"{LONG} {LONG}", LONG, "Short."]),
        (f"Raid on Arra\n{LONG} {LONG}\n{LONG}", ["Raid on Arra", f"{LONG} {LONG}", LONG]),
        ("One.\fTwo.", ["One.", "Two."]),
        ("One.\r\rTwo.", ["One.", "Two."]),
        ("  \n\n ", []),
    ],
)
def test_paragraphs_of_a_text(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in find_paragraphs(text)] == expected


def test_a_text_is_read_as_it_is(taken: Make) -> None:
    raw = "\ufeffDéjà\u00a0vu.\r\n\r\nDe\u0301ja\u0300 vu.\r\n".encode()
    found = taken("a.txt", raw)
    assert found.text == "Déjà\u00a0vu.\r\n\r\nDe\u0301ja\u0300 vu.\r\n"
    assert (found.sha256, found.tool) == (hashlib.sha256(raw).hexdigest(), "read as it is")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_tells_the_encoding(encoding: str, taken: Make) -> None:
    assert taken("a.txt", "Déjà vu.".encode(encoding)).text == "Déjà vu."


@pytest.mark.parametrize(
    ("raw", "encoding", "told"),
    [
        ("Oui.\nL'armée a nié.".encode("cp1252"), None, "line 2: is not UTF-8 (byte 0xe9). Say what it is with enc"),
        (
            "Il a nié.\nL'armée".encode("cp1252") + " a nié".encode(),
            None,
            "line 1: is in two encodings: line 2 is UTF-8",
        ),
        ("Il a nié.\nL'armée".encode("cp1252") + " a nié".encode(), "cp1252", "line 2: is in two encodings: this line"),
        ("L'armée a nié.".encode(), "cp1252", "is UTF-8 and not cp1252: leave out encoding"),
        ("L'armée a nié.".encode("cp1252"), "utf-8", "is not in utf-8 (byte 0xe9): name another"),
        (b"PK\x03\x04\xff\x00", None, "is no text"),
        (b"One\x00two", None, "is no text"),
        (b"One\x07two", None, "holds a control character, U+0007"),
        (b"", None, "is empty"),
        (b"{\\rtf1 One.}", None, "is RTF, whatever its name says: open it in a word processor and save it as docx"),
    ],
)
def test_what_is_no_text_in_one_encoding(raw: bytes, encoding: str | None, told: str, taken: Make) -> None:
    with pytest.raises(ParseError) as error:
        taken("a.txt", raw, encoding=encoding)
    assert told in str(error.value)
    assert str(error.value).count("\n") == 0


@pytest.mark.parametrize("text", ["L'armée a nié – « non ».", "Die Größe: 5 €.", "CAFÉ”, dit-il: QUALITÉ»"])
def test_an_encoding_that_is_told_is_read(text: str, taken: Make) -> None:
    assert taken("a.txt", text.encode("cp1252"), encoding="cp1252").text == text


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "hex", "idna\x00"])
def test_an_encoding_that_is_none(encoding: str, taken: Make) -> None:
    with pytest.raises(UsageError, match="is unknown: choose utf-8, cp1252"):
        taken("a.txt", "One.", encoding=encoding)


def test_right_to_left_text_is_read_in_code_points(taken: Make) -> None:
    text = "هاجمت الميليشيا البلدة. هل قتل أحد؟ نفى المتحدث ذلك."
    found = taken("a.txt", text)
    parts = [text[s.start : s.end] for s in sentences.split(text, found.paragraphs)]
    assert parts == ["هاجمت الميليشيا البلدة.", "هل قتل أحد؟", "نفى المتحدث ذلك."]


@pytest.mark.parametrize("name", ["a.doc", "a.rtf", "a.odt", "a.xyz", "a", "a.epub"])
def test_other_kinds_of_files(name: str, taken: Make) -> None:
    with pytest.raises(UsageError, match=r"is no txt, md, html, docx or pdf: \w+"):
        taken(name, "One.")


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*No such file"):
        extract(tmp_path / "none.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(UsageError, match=r"cannot read .*Is a directory"):
        extract(tmp_path / "folder.txt")


def test_options_that_say_nothing_of_a_file(taken: Make) -> None:
    with pytest.raises(UsageError, match="pages goes with a PDF"):
        taken("a.txt", "One.", pages=(1, 2))
    with pytest.raises(UsageError, match="encoding says nothing of"):
        taken("a.docx", papers.word("One."), encoding="cp1252")


# -- markdown and html


def test_markdown_loses_its_marks(taken: Make) -> None:
    text = "# Raid on *Arra*\n\nThe **Hill Band**\ncame [by night](https://example.org).\n\n- one\n- two\n\n"
    found = taken("a.md", text + "| town | dead |\n|---|---|\n| Arra | 12 |\n\n> Quoted.\n")
    assert paragraphs(found) == [
        *("Raid on Arra", "The Hill Band\ncame by night.", "one", "two", "town\tdead", "Arra\t12", "Quoted."),
    ]
    assert found.told == {"title": "Raid on Arra"}
    assert found.tool.startswith("markdown-it-py ")


def test_a_page_gives_its_article(taken: Make) -> None:
    head = "<meta charset='utf-8'><title>Raid on Arra</title><meta property='og:site_name' content='The Hills'>"
    body = f"<h1>Raid on Arra</h1><p>{LONG} On 3 March 2021 &laquo;&nbsp;all&nbsp;&raquo; fled.</p><p>The end.</p>"
    found = taken("a.html", papers.page(body, head=head))
    assert paragraphs(found)[-2:] == [f"{LONG} On 3 March 2021 «\u00a0all\u00a0» fled.", "The end."] or paragraphs(
        found
    )[-2:] == [f"{LONG} On 3 March 2021 « all » fled.", "The end."]
    assert (found.told["title"], found.told["publisher"]) == ("Raid on Arra", "The Hills")
    assert "date" not in found.told  # a date in the text is not that of the page
    assert found.tool.startswith("trafilatura ")


def test_a_fragment_of_a_page_is_read(taken: Make) -> None:
    assert paragraphs(taken("a.html", f"<p>{LONG}</p>")) == [LONG]


@pytest.mark.parametrize(
    ("declared", "encoding"), [("iso-8859-1", "cp1252"), ("windows-1250", "cp1250"), ("utf-8", "utf-8")]
)
def test_a_page_is_read_as_it_declares(declared: str, encoding: str, taken: Make) -> None:
    raw = papers.page(f"<p>{LONG} L’armée a nié.</p>", head=f"<meta charset='{declared}'>").encode(encoding)
    assert "L’armée a nié." in taken("a.html", raw).text


def test_a_page_in_an_encoding_that_nobody_declares(taken: Make) -> None:
    raw = papers.page(f"<p>{LONG} L’armée a nié.</p>", head="").encode("cp1252")
    with pytest.raises(ParseError, match=r"is not UTF-8 .*encoding"):
        taken("a.html", raw)
    assert "L’armée a nié." in taken("a.html", raw, encoding="cp1252").text


def test_a_page_with_a_declaration_of_xml(taken: Make) -> None:
    raw = "<?xml version='1.0' encoding='iso-8859-1'?>" + papers.page(f"<p>{LONG} Déjà.</p>", head="")
    assert "Déjà." in taken("a.xhtml", raw.encode("cp1252")).text


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.docx"])
def test_nothing_in_it(name: str, taken: Make) -> None:
    with pytest.raises(ParseError, match=r"has no text|is empty"):
        taken(name, papers.word() if name == "a.docx" else "<html></html>" if name == "a.html" else "\n\n")


# -- word


def test_a_document_with_a_table_in_its_place(taken: Make) -> None:
    found = taken("a.docx", papers.word("Raid on Arra", "One.", rows=[("town", "dead"), ("Arra", "12")], last="Two."))
    assert paragraphs(found) == ["Raid on Arra", "One.", "town\tdead", "Arra\t12", "Two."]
    assert found.notes == ()


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:p><w:smartTag><w:r><w:t>Arra</w:t></w:r></w:smartTag></w:p>", "Arra"),
        ("<w:p><w:fldSimple><w:r><w:t>Arra</w:t></w:r></w:fldSimple></w:p>", "Arra"),
        ("<w:p><w:hyperlink><w:r><w:t>Arra</w:t></w:r></w:hyperlink><w:r><w:t>!</w:t></w:r></w:p>", "Arra!"),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>Arra</w:t></w:r></w:p></w:sdtContent></w:sdt>", "Arra"),
        ("<w:p><w:sdt><w:sdtContent><w:r><w:t>Arra</w:t></w:r></w:sdtContent></w:sdt></w:p>", "Arra"),
        ("<w:p><w:r><w:t>al</w:t><w:noBreakHyphen/><w:t>Arra</w:t><w:br/><w:t>fell</w:t></w:r></w:p>", "al-Arra\nfell"),
    ],
)
def test_nothing_of_a_document_is_passed_over(xml: str, text: str, taken: Make) -> None:
    assert paragraphs(taken("a.docx", papers.word("One.", xml=[xml]))) == ["One.", text]


@pytest.mark.parametrize("kind", ["ins", "del", "moveFrom", "moveTo"])
def test_changes_must_be_accepted_first(kind: str, taken: Make) -> None:
    word = "delText" if kind == "del" else "t"
    xml = f"<w:p><w:{kind} w:id='1' w:author='A'><w:r><w:{word}>not</w:{word}></w:r></w:{kind}></w:p>"
    with pytest.raises(ParseError, match=r"has tracked changes \((1 inserted, 0|0 inserted, 1) deleted\): accept or"):
        taken("a.docx", papers.word("One.", xml=[xml]))


def test_footnotes_are_said_to_be_left_out(taken: Make) -> None:
    xml = "<w:p><w:r><w:t>Arra fell.</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    found = taken("a.docx", papers.word("One.", xml=[xml]))
    assert paragraphs(found) == ["One.", "Arra fell."]
    assert found.notes[0].startswith("1 footnotes are not in the text")


@pytest.mark.parametrize("raw", [b"", b"no", b"PK\x03\x04broken", papers.word("One.")[:-200]])
def test_what_is_no_document(raw: bytes, taken: Make) -> None:
    with pytest.raises(ParseError, match="is no Word document that can be read"):
        taken("a.docx", raw)


# -- pdf


def test_a_pdf_without_its_heads_and_numbers(taken: Make) -> None:
    pages = [
        ["The Hills, 3 March 2021", "Raid on Arra", LONG, "It was in 2019 that the Hill", str(5)],
        ["The Hills, 3 March 2021", "Band came by night. " + LONG, "It left.", LONG, str(6)],
        ["The Hills, 3 March 2021", LONG, "They found 7", str(7)],
    ]
    found = taken("a.pdf", papers.pdf(pages))
    assert paragraphs(found) == [
        "Raid on Arra",
        f"{LONG}\nIt was in 2019 that the Hill",
        f"Band came by night. {LONG}\nIt left.",
        f"{LONG}",
        f"{LONG}\nThey found 7",
    ]
    assert found.notes == ("cut out, 3 times: 'The Hills, # March #'", "cut out, 3 times: page numbers")
    assert found.tool.startswith("pypdf ")


def test_a_sentence_goes_on_over_the_page(taken: Make) -> None:
    found = taken("a.pdf", papers.pdf([["Then the Hill Band", "came to"], ["arra by night.", LONG]]))
    assert paragraphs(found) == [f"Then the Hill Band\ncame to\narra by night.\n{LONG}"] or paragraphs(found) == [
        "Then the Hill Band\ncame to\narra by night.",
        LONG,
    ]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (
            papers.pdf([[], []]),
            "has no text in it: its 2 pages are pictures of pages. Read them with a program for OCR",
        ),
        (papers.pdf([["IMG 1"], ["IMG 2"]]), "has almost no text in it"),
        (papers.pdf([[LONG]] * 101), "has 101 pages, more than 100: name those to be coded, as in pages 12-20"),
        (b"%PDF-1.4\n", "is no PDF that can be read"),
        (b"", "is no PDF that can be read"),
        (papers.pdf([[LONG]])[:-300], "is no PDF that can be read"),
    ],
)
def test_what_no_pdf_gives(raw: bytes, told: str, taken: Make) -> None:
    with pytest.raises(ParseError) as error:
        taken("a.pdf", raw)
    assert told in str(error.value)


def test_pages_of_a_book(taken: Make) -> None:
    raw = papers.pdf([[f"{LONG} Page {n}."] for n in range(300)])
    assert paragraphs(taken("a.pdf", raw, pages=(12, 13))) == [f"{LONG} Page 11.", f"{LONG} Page 12."]
    with pytest.raises(ParseError, match="has 300 pages, not 299 to 301: name pages that it has"):
        taken("a.pdf", raw, pages=(299, 301))


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ("x", "write the first and the last, as in 12-20, or one"),
        ("2-", "12-20"),
        ("3-4", "has 2 pages, not 3 to 4"),
        ("2", ""),
    ],
)
def test_pages_are_chosen_on_the_command_line(pages: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(papers.pdf([[LONG], ["The second page. " + LONG]]))
    facts = ("--coder", "A", "--publisher", "P", "--title", "T", "--published", "2019", "--data", tmp_path / "data")
    answer = run("code", tmp_path / "a.pdf", "--pages", pages, *facts)
    if told:
        assert told in answer.errors[0]
        assert not (tmp_path / "data").exists()
    else:
        assert (tmp_path / "data/a/text.txt").read_text("utf-8").startswith("The second page.")


def test_a_page_that_is_a_picture_is_named(taken: Make) -> None:
    assert taken("a.pdf", papers.pdf([[LONG], [], [LONG]])).notes == ("page 2 has no text: a picture, perhaps",)


def test_letters_from_right_to_left_of_a_pdf() -> None:
    with pytest.raises(ParseError, match="runs from right to left, which a PDF keeps in the order of the page"):
        pdf_files._refuse_right_to_left(["هاجمت الميليشيا"], "a.pdf")


def test_bytes_that_are_anything_give_a_message_or_a_text(taken: Make) -> None:
    """Damaged files of each kind: no traceback, whatever is missing."""
    made = {"a.pdf": papers.pdf([[LONG], [LONG]]), "a.docx": papers.word(LONG), "a.html": papers.page(LONG).encode()}
    for name, raw in made.items():
        for cut in range(0, len(raw), max(1, len(raw) // 40)):
            for damaged in (raw[:cut], raw[:cut] + b"\x00\xff<" + raw[cut + 3 :]):
                with contextlib.suppress(SahelError):
                    assert taken(name, damaged).text.strip()
