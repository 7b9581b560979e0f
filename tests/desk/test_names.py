"""Names: found by any name that the graph knows, listed in the sheet, described in brackets, or missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sahel_kg.desk.coded import about_things, stated
from sahel_kg.desk.kept import KeptPlaces
from sahel_kg.desk.missing_names import MissingName, list_missing, name_also
from sahel_kg.desk.naming import KnownNames
from sahel_kg.desk.places import RowPlaces
from sahel_kg.desk.sentences import split
from sahel_kg.vocabulary import expand
from tests.desk.sheets import code, complain, make, others, row, say


def name(called: str, what: str = "", **cells: str) -> dict[str, str]:
    return {"name": called, "what": what, **{key.rstrip("_"): text for key, text in cells.items()}}


HILLS = [name("Hill Band", "armed group"), name("Arra", "state")]


def test_a_match_by_another_name_is_said(tmp_path: Path) -> None:
    sheet = code(make(tmp_path, [row("Hill Band", "hostile to", "ISGS"), row("isgs", "hostile to", "Mali")], HILLS))
    assert complain(sheet) == []
    assert say(sheet)["2"] == "Islamic State in the Greater Sahara hostile to Mali"
    known = "Islamic State in the Greater Sahara (actor:isgs)"
    assert list(sheet.notes) == [
        f"'ISGS' is {known}, by its other name ISGS",
        f"'isgs' is {known}, by its other name ISGS",
    ]
    assert [key for key in say(sheet) if key.startswith("kind")] == ["kind-arra", "kind-hill-band"]


def test_the_relation_tells_a_state_from_its_land(tmp_path: Path) -> None:
    sheet = code(
        make(tmp_path, [row("Hill Band", "hostile to", "Mali"), row("Hill Band", "operates in", "Mali")], HILLS)
    )
    claims = {claim.row: claim.statement[0].object for claim in sheet.claims if claim.row}
    assert [str(claims[number]) for number in (1, 2)] == [f"<{expand('actor:mali')}>", f"<{expand('place:mali')}>"]


def test_missing_names_are_ready_to_paste(tmp_path: Path) -> None:
    rows = [
        row("Hill Bend", "hostile to", "Arra"),
        row("Sela Toru", "leader of", "Hill Band"),
        row("Hill Bend", "controls", "Boma"),
        row("talks", "requires", "truce"),
    ]
    sheet = code(make(tmp_path, rows, HILLS))
    assert complain(sheet) == [
        "claims D2 (subject, row 1): 'Hill Bend' is not known yet: is Hill Band meant? If it is new, list it in names; "
        "it stands in rows 1 and 3",
        "claims D3 (subject, row 2): 'Sela Toru' is not known yet: list it in names",
        "claims F4 (object, row 3): 'Boma' is not known yet: list it in names",
        "claims D5 (subject, row 4): 'talks' is not known yet: list it in names",
        "claims F5 (object, row 4): 'truce' is not known yet: list it in names",
    ]
    assert list_missing(sheet.missing).splitlines() == [
        "Hill Bend\t?",
        "Sela Toru\tperson",
        "Boma\tplace",
        "talks\tcondition",
        "truce\tcondition",
    ]


def test_whose_name_is_near_is_asked_and_said(tmp_path: Path) -> None:
    rows = [row("Sahara Islamic State", "hostile to", "Mali")]
    (found,) = complain(code(make(tmp_path, rows, HILLS)))
    meant = "Islamic State in the Greater Sahara (actor:isgs)"
    assert f"is {meant} meant? Then list it in names with that id; if it is new, list it in names" in found
    (tmp_path / "listed").mkdir()
    names = [*HILLS, name("Sahara Islamic State", "armed group")]
    sheet = code(make(tmp_path / "listed", rows, names))
    assert complain(sheet) == []
    assert f"'Sahara Islamic State' is new, as actor:sahara-islamic-state; near is {meant}" in sheet.notes
    assert not any("'Hill Band' is new" in note for note in sheet.notes)  # somebody else's band is nobody near


def test_an_organ_of_a_known_actor_is_offered_as_such(tmp_path: Path) -> None:
    for number, called in enumerate(("army of Mali", "the Mali police", "Mali's armed forces", "l'armée du Mali")):
        (tmp_path / str(number)).mkdir()
        sheet = code(make(tmp_path / str(number), [row(called, "hostile to", "ISGS")], HILLS))
        (found,) = complain(sheet)
        assert "list it in names, and say in a row that it is organ of Mali (actor:mali)" in found
        assert "(actor:mali) meant" not in found  # an army is not its state, but may be one that is known
        assert [missing.what for missing in sheet.missing] == ["armed force"]
    (tmp_path / "own").mkdir()  # of a state that the sheet itself names, and listed
    names = [*HILLS, name("Arra gendarmerie", "armed force")]
    sheet = code(make(tmp_path / "own", [row("Arra gendarmerie", "hostile to", "ISGS")], names))
    told = "if it is organ of Arra (actor:arra), say so in a row"
    assert complain(sheet) == []
    assert f"'Arra gendarmerie' is new, as actor:arra-gendarmerie: {told}" in sheet.notes
    (tmp_path / "unknown").mkdir()
    (found,) = complain(code(make(tmp_path / "unknown", [row("army of Norland", "hostile to", "ISGS")], HILLS)))
    assert "organ of" not in found


def test_articles_governments_and_armies_are_seen_through(tmp_path: Path) -> None:
    rows = [
        row("the Hill Band", "hostile to", "the government of Arra"),
        row("La Hill Band", "hostile to", "Arra's government"),
        row("the Arra army", "hostile to", "l'armée d'Arra"),
        row("Hill Band", "hostile to", "gouvernement du Mali"),
    ]
    names = [*HILLS, name("Army of Arra", "armed force")]
    sheet = code(make(tmp_path, rows[:2] + rows[3:4], names))
    assert complain(sheet) == []
    assert [say(sheet)[number] for number in "123"] == [
        "Hill Band hostile to Arra",
        "Hill Band hostile to Arra",
        "Hill Band hostile to Mali",
    ]
    (tmp_path / "army").mkdir()
    (found,) = complain(code(make(tmp_path / "army", rows[2:3], names)))
    assert "'Army of Arra' is the subject as well" in found


def test_several_names_want_a_semicolon(tmp_path: Path) -> None:
    rows = [row("Hill Band and Arra", "opposes", "Mali"), row("Mali", "opposes", "Hill Band, Reed Band")]
    assert complain(code(make(tmp_path, rows, HILLS))) == [
        "claims D2 (subject, row 1): 'Hill Band and Arra' looks like several names: write ; between them, or list "
        "it in names if it is one",
        "claims F3 (object, row 2): 'Hill Band, Reed Band' looks like several names: write ; between them, or list "
        "it in names if it is one",
    ]


def test_short_names_are_taken_from_the_text(tmp_path: Path) -> None:
    folder = make(tmp_path, [row("Reed Front", "supports", "RF"), row("Marsh League", "supports", "Reed Front")], HILLS)
    text = "The Reed Front (RF, once the Reeds) met the Marsh\nLeague (in the marsh)."
    missing = [MissingName(name, "?") for name in ("Reed Front", "RF", "Marsh League")]
    assert list_missing(name_also(missing, text)) == "Reed Front\t?\tRF\nMarsh League\t?"
    assert len(code(folder).missing) == 3  # the text of the example has none of them


def test_a_short_name_is_proposed_with_the_long_one_that_the_text_has() -> None:
    text = (
        "The Rapid Support Forces (RSF) and the Sudanese Armed Forces (SAF) are at war. In May the Movement of the\n"
        "Marsh for Unity (MMU, a party) spoke to the UDF (Union des forces); "
        "the Reed people (RP) and an aide (MX) did not. "
        "The Stabilization Mission in Mali (MINUSMA) left."
    )
    names = ("RSF", "SAF", "MMU", "UDF", "RP", "MX", "MINUSMA", "XYZ")
    told = list_missing(name_also([MissingName(name, "?") for name in names], text))
    assert told.splitlines() == [
        "RSF\tarmed force\tRapid Support Forces",
        "SAF\tarmed force\tSudanese Armed Forces",
        "MMU\tarmed group\tMovement of the Marsh for Unity",
        "UDF\tarmed force\tUnion des forces",
        "RP\tpopulation group\tReed people",
        "MX\t?",  # nobody's name stands before it
        "MINUSMA\tmission\tStabilization Mission in Mali",
        "XYZ\t?",
    ]


def test_a_name_is_proposed_without_article_and_government(tmp_path: Path) -> None:
    rows = [
        row("the Marsh government", "hostile to", "Marsh Front"),
        row("government of Marsh", "hostile to", "the Marsh Front"),
        row("Marsh", "leads", "the Reed Mission"),
    ]
    sheet = code(make(tmp_path, rows, HILLS))
    assert list_missing(sheet.missing) == "Marsh\tstate\nMarsh Front\tarmed group\nReed Mission\tmission"
    assert [found.rpartition("; ")[2] for found in complain(sheet)[:2]] == [
        "it stands in rows 1, 2 and 3",
        "it stands in rows 1 and 2",
    ]


def test_a_name_of_the_wrong_sort_is_told(tmp_path: Path) -> None:
    sheet = code(make(tmp_path, [row("Hill Band", "supports", "Sahel")], HILLS))
    assert complain(sheet) == [
        "claims F2 (object, row 1): 'Sahel' is a place, and 'supports' takes an actor here: write which is "
        "meant, or list the name as that, too"
    ]


def test_a_fixed_list_is_told(tmp_path: Path) -> None:
    sheet = code(make(tmp_path, [row("Hill Band", "counted among", "seperatist")], HILLS))
    assert complain(sheet) == [
        "claims F2 (object, row 1): 'seperatist' is no category: choose from jihadist, militant, rebel, separatist, "
        "terrorist"
    ]


def test_names_of_ones_own_have_other_names_and_places(tmp_path: Path) -> None:
    names = [
        *HILLS,
        name("Boma", "town", also="Boma-on-Reed; BM", in_="Sahel"),
        name("ISGS", "armed group", also="EIGS"),
    ]
    sheet = code(make(tmp_path, [row("EIGS", "controls", "BM")], names))
    assert complain(sheet) == []
    assert say(sheet)["in-boma"] == "Boma located in Sahel"
    (claim,) = (each for each in sheet.claims if each.row)
    assert str(claim.statement[0].subject) == f"<{expand('actor:isgs')}>"


def test_a_name_that_is_mapped_by_id_is_remembered(tmp_path: Path) -> None:
    names = [
        *HILLS,
        name("Sahel Branch", "armed group", id="actor:isgs", also="SB; ISGS"),
        name("the Dune Men", "armed group", id="actor:isgs"),
        name("Norland", "state", also="Northland"),
    ]
    rows = [row("Sahel Branch", "hostile to", "Arra"), row("the Dune Men", "supports", "Norland")]
    sheet = code(make(tmp_path, rows, names))
    assert complain(sheet) == []
    (claim,) = (each for each in sheet.claims if "altLabel" in str(each.statement))
    assert say(sheet)["name-isgs"] == (
        "Islamic State in the Greater Sahara is also called Sahel Branch; SB; the Dune Men"  # ISGS was known
    )
    assert (claim.basis, claim.aspect, claim.locator.segment) == ("Implied", "Timeless", "p1s1")
    said = [quad for quad in about_things(sheet) if "altLabel" in str(quad.predicate)]
    assert [str(quad.object) for quad in said] == ['"Northland"@en']  # of somebody new, as its first name is
    # the next sheet finds it so
    after = replace(others(), claims=[*others().claims, *stated(sheet)])
    for called in ("Sahel Branch", "dune men"):
        (match,) = KnownNames(after).find(called, ("actor",))
        assert (match.thing.iri, match.by != "") == (expand("actor:isgs"), True)


def test_somebody_new_of_a_known_name(tmp_path: Path) -> None:
    sheet = code(make(tmp_path, [row("Mali", "hostile to", "Arra")], [*HILLS, name("Mali", "armed group", id="new")]))
    (claim,) = (each for each in sheet.claims if each.row)
    assert str(claim.statement[0].subject) == f"<{expand('actor:mali-red-hills')}>"


def test_faults_of_the_worksheet(tmp_path: Path) -> None:
    names = [
        *HILLS,
        name("Hill Band", "armed group"),
        name("", "state"),
        name("Boma", "toun"),
        name("Norland"),
        name("River Front", "armed group", id="place:mali"),
    ]
    assert complain(code(make(tmp_path, [row("Hill Band", "hostile to", "Arra")], names))) == [
        "names A4 (name): line 2 has this name as well: join the two, or give one another name",
        "names A5 (name): is empty: write the name as the rows call it",
        "names B6 (what): 'toun' is no kind: did you mean place?",
        "names B7 (what): is empty: armed group, state, person, place, condition ...",
        "names F8 (id): 'place:mali' is a place, not an actor: correct it, or what it is",
    ]


def test_the_kind_rests_on_the_first_place_that_has_the_name(tmp_path: Path) -> None:
    sheet = code(make(tmp_path))
    text = (tmp_path / "red-hills" / "text.txt").read_text("utf-8")
    found = {claim.id: claim.locator for claim in sheet.claims}
    at = found["red-hills-kind-river-front"]
    assert (at.segment, text[at.start : at.end]) == ("p2s1", "River Front")
    assert at.start == text.index("River Front")
    assert found["red-hills-kind-army-of-arra"] == found["red-hills-1"]  # the text never has its name


def test_a_name_is_found_in_the_text_however_it_is_typed(tmp_path: Path) -> None:
    text = "Le Front de l\u2019E\u0301toile a attaque\u0301."
    places = RowPlaces(text, split(text, [(0, len(text))]), KeptPlaces({}, []))
    at = places.find_first(["Front de l'Étoile"])
    assert at is not None
    assert text[at.start : at.end] == "Front de l\u2019E\u0301toile"


def test_an_id_that_is_no_iri_is_refused(tmp_path: Path) -> None:
    for given in ("actor:a b>", "actor:", "actor:../x", "javascript:alert(1)"):
        (tmp_path / given.replace("/", "")).mkdir()
        folder = tmp_path / given.replace("/", "")
        sheet = code(
            make(
                folder, [row("Hill Band", "hostile to", "Arra")], [HILLS[1], name("Hill Band", "armed group", id=given)]
            )
        )
        assert any(found.startswith(f"names F3 (id): '{given}' is no id of an actor") for found in complain(sheet))


def test_names_that_steer_are_only_names(tmp_path: Path) -> None:
    evil = 'Band" . <x:y> <x:y> "\x1b[2J'
    sheet = code(
        make(tmp_path, [row(evil, "hostile to", "Arra")], [HILLS[1], name(evil, "armed group", note="\u202e<b>")])
    )
    assert complain(sheet) == []
    from pyoxigraph import RdfFormat, parse

    from sahel_kg.desk.passing_on import write_trig

    assert len({str(quad.subject) for quad in parse(write_trig(sheet), format=RdfFormat.TRIG)}) > 4
