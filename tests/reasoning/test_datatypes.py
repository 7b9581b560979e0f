"""The value space: equal keys for equal values, and for nothing else."""

from __future__ import annotations

import base64
import re
import struct
import warnings
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, XSD, Literal, URIRef

from sahel_kg.reasoning.values import lexical
from sahel_kg.reasoning.values.literals import (
    DATATYPES,
    RL_DATATYPES,
    are_disjoint,
    is_ill_typed,
    is_in_datatype,
    is_within,
    surely_differ,
    value_key,
)
from sahel_kg.terms import from_text, read_iri, to_text, write_literal

UNKNOWN = URIRef("https://example.org/unknown")

INTEGER_BOUNDS = {read_iri(text): bounds for text, bounds in lexical.INTEGER_BOUNDS.items()}


def write(text: str, datatype: URIRef | None = None) -> Literal:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # rdflib on booleans
        return write_literal(text, datatype)


# Groups of texts with one value each; all groups of a line differ.
VALUES: list[list[tuple[str, URIRef]]] = [
    [("1", XSD.integer), ("01", XSD.byte), ("+1.0", XSD.decimal), (" 1 ", XSD.unsignedLong), ("1.", XSD.decimal)],
    [("0", XSD.integer), ("-0", XSD.nonPositiveInteger), ("-.0", XSD.decimal), ("00", XSD.short)],
    [("-1", XSD.negativeInteger), ("-1.00", XSD.decimal)],
    [("0.1", XSD.decimal), (".10", XSD.decimal)],
    [("9" * 5000, XSD.integer), ("0" + "9" * 5000, XSD.positiveInteger)],
    [("1", XSD.float), ("1E0", XSD.float), ("1.00000001", XSD.float), (" +1.0 ", XSD.float)],
    # halfway between two floats of 32 bits, and a hair beyond
    [("1.00000005960464477540", XSD.float), ("1.00000011920928955078125", XSD.float)],
    [("0.1", XSD.float)],
    [("3.4028235e38", XSD.float), ("340282346638528859811704183484516925440", XSD.float)],
    [("0", XSD.float), ("0e-400", XSD.float)],
    [("-0", XSD.float), ("-0.0e7", XSD.float)],
    [("NaN", XSD.float)],
    [("INF", XSD.float), ("+INF", XSD.float)],
    [("-INF", XSD.float)],
    [("0.1", XSD.double), ("1E-1", XSD.double)],
    [("0.10000000149011612", XSD.double)],
    [("0", XSD.double)],
    [("-0", XSD.double)],
    [("NaN", XSD.double)],
    [("INF", XSD.double)],
    [("true", XSD.boolean), ("1", XSD.boolean)],
    [("false", XSD.boolean), (" 0", XSD.boolean)],
    [("1", XSD.string), ("1", XSD.token), ("1", XSD.NMTOKEN), ("1@", RDF.PlainLiteral)],
    [("a@b", XSD.string), ("a@b@", RDF.PlainLiteral)],
    [(" a", XSD.string), (" a", XSD.normalizedString), ("\ta", XSD.normalizedString)],
    [("a b", XSD.string), (" a \r\n b\t", XSD.token)],
    # white space to Python, but not to XSD
    *([(space, XSD.token), (space, XSD.normalizedString), (space, XSD.string)] for space in "\x1c\x1f\x85\xa0\u2028"),
    [("en", XSD.language), ("en", XSD.NCName), ("en", XSD.string)],
    [("EN", XSD.language), ("EN", XSD.Name)],
    [("a:b", XSD.Name), ("a:b", XSD.string)],
    [("a:b", XSD.anyURI), (" a:b ", XSD.anyURI)],
    [("0F", XSD.hexBinary), ("0f", XSD.hexBinary)],
    [("Dw==", XSD.base64Binary), ("D w = =", XSD.base64Binary)],
    [("", XSD.hexBinary)],
    [("", XSD.base64Binary)],
    [("<b a='1' c=\"2\"/>", RDF.XMLLiteral), ('<b c="2" a="1"></b>', RDF.XMLLiteral)],
    [("1", RDF.XMLLiteral)],
    [("2019-12-31T24:00:00", XSD.dateTime), ("2020-01-01T00:00:00.00", XSD.dateTime)],
    [("-0001-12-31T24:00:00Z", XSD.dateTime), ("-0000-01-01T00:00:00-00:00", XSD.dateTimeStamp)],
    [("2019-11-01T12:00:00Z", XSD.dateTime), ("2019-11-01T12:00:00.0+00:00", XSD.dateTimeStamp)],
    # the same instant at another offset is equal for XSD, but not identical
    [("2019-11-01T13:00:00+01:00", XSD.dateTime)],
    [("2019-11-01T12:00:00", XSD.dateTime)],
    [("2019-11-01", XSD.date)],
    [("2019-11-01Z", XSD.date), ("2019-11-01-00:00", XSD.date)],
    [("2019-11", XSD.gYearMonth)],
    [("2019", XSD.gYear), (" 2019", XSD.gYear)],
    [("24:00:00", XSD.time), ("00:00:00.0", XSD.time)],
]

# No text is ill-typed as a normalizedString or token: their spaces are replaced or collapsed.
ILL_TYPED: dict[URIRef, list[str]] = {
    XSD.decimal: ["", "1e3", "."],
    XSD.integer: ["", "1.0", "--1", "1 0", "٣"],
    XSD.unsignedByte: ["256"],
    XSD.byte: ["-129"],
    XSD.nonNegativeInteger: ["-1"],
    XSD.positiveInteger: ["0"],
    XSD.negativeInteger: ["0"],
    XSD.nonPositiveInteger: ["1"],
    XSD.long: ["9" * 5000],
    XSD.unsignedInt: ["-" + "9" * 5000],
    XSD.double: ["1e400", "-1e400", "1e-400", "inf", "1_0"],
    XSD.float: ["", "3.5e38", "-1e-60", "nan"],
    XSD.anyURI: ["a b", "1:2", "a:%0g", "a:<b>"],
    XSD.boolean: ["", "TRUE"],
    XSD.NMTOKEN: ["a b"],
    XSD.Name: ["1a"],
    XSD.NCName: ["", "a:b", "a\n"],
    XSD.language: ["", "en-", "toolonglanguage"],
    XSD.hexBinary: ["0", "0g"],
    XSD.base64Binary: ["Dx==", "D==="],
    RDF.XMLLiteral: ["<b>", "</x><x>", "<!DOCTYPE b><b/>", "&e;"],
    RDF.PlainLiteral: ["a", "a@e_n"],
    XSD.dateTime: [
        "",
        "2019-02-29T00:00:00",
        "2019-11-01T24:00:01",
        "2019-11-01T12:00:00+14:01",
        "2019-11-01T12:00:00.",
    ],
    XSD.dateTimeStamp: ["2019-11-01T12:00:00"],
    XSD.date: ["1900-02-29", "2019-13-01", "19-11-01", "02019-11-01"],
    XSD.gYear: ["2019-11"],
    XSD.gYearMonth: ["2019"],
    XSD.time: ["24:01:00"],
}


def test_equal_values_share_a_key_and_others_do_not() -> None:
    keys = [{value_key(write(*each)) for each in group} for group in VALUES]
    for group, found in zip(VALUES, keys, strict=True):
        assert len(found) == 1, group
        assert None not in found, group
    for (first, left), (second, right) in combinations(zip(VALUES, keys, strict=True), 2):
        assert left != right, (first, second)


@pytest.mark.parametrize(
    ("datatype", "text"), [(datatype, text) for datatype in ILL_TYPED for text in ILL_TYPED[datatype]]
)
def test_ill_typed_literals_have_no_value(datatype: URIRef, text: str) -> None:
    literal = write(text, datatype)
    assert is_ill_typed(literal)
    assert value_key(literal) is None
    assert is_in_datatype(literal, datatype) is False
    assert not surely_differ(literal, write("0", XSD.integer))


def test_unknown_datatypes_are_neither_right_nor_wrong() -> None:
    literal = write("x", UNKNOWN)
    assert not is_ill_typed(literal)
    assert value_key(literal) is None
    assert is_in_datatype(literal, XSD.string) is None
    assert is_in_datatype(write("x"), UNKNOWN) is None
    assert not surely_differ(literal, write("x"))
    assert not is_within([UNKNOWN], XSD.string)
    assert is_within([UNKNOWN], UNKNOWN) is False  # not known, so nothing is said of it


def test_plain_texts_and_tags() -> None:
    assert value_key(Literal("a")) == value_key(write("a", XSD.string)) == "s:a"
    assert value_key(Literal("a", lang="en-GB")) == value_key(write("a@en-gb", RDF.PlainLiteral)) == "@en-gb:a"
    assert surely_differ(Literal("a", lang="en"), Literal("a", lang="fr"))
    assert surely_differ(Literal("a", lang="en"), Literal("a"))
    for datatype, expected in ((RDF.PlainLiteral, True), (RDF.langString, True), (XSD.string, False)):
        assert is_in_datatype(Literal("a", lang="en"), datatype) is expected
    assert is_in_datatype(Literal("a"), RDF.langString) is False
    assert is_in_datatype(write("a", UNKNOWN), RDFS.Literal) is True


def test_values_are_in_datatypes_whatever_their_own() -> None:
    assert is_in_datatype(write("5.0", XSD.decimal), XSD.byte) is True
    assert is_in_datatype(write("5.5", XSD.decimal), XSD.integer) is False
    assert is_in_datatype(write("200", XSD.integer), XSD.byte) is False
    assert is_in_datatype(write("1", XSD.float), XSD.decimal) is False
    assert is_in_datatype(write("a"), XSD.NCName) is True
    assert is_in_datatype(write("a b"), XSD.NCName) is False
    assert is_in_datatype(write("2019-11-01T12:00:00-05:00", XSD.dateTime), XSD.dateTimeStamp) is True
    assert is_in_datatype(write("2019-11-01T12:00:00.123456", XSD.dateTime), XSD.dateTimeStamp) is False
    assert is_in_datatype(write("2019-11-01", XSD.date), XSD.dateTime) is False


def test_rl_datatypes_are_those_of_the_profile() -> None:
    assert len(RL_DATATYPES) == 32
    assert {XSD.date, XSD.gYear} <= DATATYPES - RL_DATATYPES


def test_subsumptions_and_disjointness_agree_with_the_values() -> None:
    samples = [write(*each) for group in VALUES for each in group]
    samples += [write(str(bound + step), XSD.integer) for pair in INTEGER_BOUNDS.values() for bound in pair
                if bound is not None for step in (-1, 0, 1)]  # fmt: skip
    samples += [Literal("a", lang="en"), write("a.b"), write("a\tb"), write("a-1")]
    members = {d: {value_key(each) for each in samples if is_in_datatype(each, d)} for d in DATATYPES}
    for left in DATATYPES:
        assert not are_disjoint(left, left)
        for right in DATATYPES - {left}:
            below, apart = left != right and is_within([left], right), are_disjoint(left, right)
            assert not (below and apart)
            assert not below or members[left] <= members[right], (left, right)
            assert not apart or not members[left] & members[right], (left, right)
            assert apart == are_disjoint(right, left)
            # the samples are rich enough to tell
            assert apart == (not members[left] & members[right]), (left, right)
    for wider in (XSD.short, XSD.unsignedShort, XSD.integer, XSD.decimal, RDFS.Literal):
        assert is_within([XSD.unsignedByte], wider)
    assert is_within([XSD.NCName], XSD.string)


def test_several_datatypes_together_lie_in_another() -> None:
    assert is_within([XSD.short, XSD.unsignedInt], XSD.unsignedShort)
    assert is_within([XSD.nonNegativeInteger, XSD.nonPositiveInteger], XSD.byte)
    assert not is_within([XSD.nonNegativeInteger, XSD.short], XSD.unsignedByte)
    assert is_within([XSD.decimal, XSD.string], XSD.date)
    assert not is_within([RDFS.Literal, RDF.PlainLiteral], XSD.string)
    assert not is_within([], RDFS.Literal)


@given(st.decimals(allow_nan=False, allow_infinity=False), st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_are_equal_by_value(left: Decimal, right: Decimal) -> None:
    assume(all(abs(each.adjusted()) < 100 for each in (left, right)))
    first, second = (write(f"{each:f}", XSD.decimal) for each in (left, right))
    assert (value_key(first) == value_key(second)) == (left == right)
    assert surely_differ(first, second) == (left != right)


@given(st.integers(), st.sampled_from(sorted(INTEGER_BOUNDS)), st.sampled_from(["{}", "0{}", "+{}", " {} "]))
def test_integers_are_within_their_bounds(number: int, datatype: URIRef, form: str) -> None:
    text = form.format(number)
    literal = write(text, datatype)
    least, most = INTEGER_BOUNDS[datatype]
    fits = (least is None or number >= least) and (most is None or number <= most)
    is_well_formed = number >= 0 or form in ("{}", " {} ")
    assert is_ill_typed(literal) == (not (fits and is_well_formed))
    if fits and is_well_formed:
        assert value_key(literal) == f"n:{number}"


@given(st.fractions(), st.integers(-60, 60))
def test_floats_are_rounded_once(fraction: Fraction, exponent: int) -> None:
    exact = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    key = value_key(write(f"{exact:f}E{exponent}", XSD.float))
    value = Fraction(exact) * Fraction(10) ** exponent
    assume(value == 0 or Fraction(2) ** -149 < abs(value) < Fraction(2) ** 127)
    assert key is not None
    found = float(key[2:])
    assert struct.unpack("<f", struct.pack("<f", found))[0] == found
    bits = struct.unpack("<i", struct.pack("<f", abs(found)))[0]
    for neighbour in (bits - 1, bits + 1):
        if neighbour >= 0:
            other = struct.unpack("<f", struct.pack("<i", neighbour))[0]
            assert abs(abs(value) - Fraction(other)) >= abs(abs(value) - Fraction(abs(found)))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_keep_every_bit(number: float) -> None:
    texts = (repr(number), f"{number:.17e}", f"{Decimal(number):f}")
    (key,) = {value_key(write(text, XSD.double)) for text in texts}
    assert key is not None
    assert struct.pack("<d", float(key[2:])) == struct.pack("<d", number)


@given(st.binary())
def test_binaries_read_back(content: bytes) -> None:
    assert value_key(write(content.hex(), XSD.hexBinary)) == "x:" + content.hex().upper()
    text = base64.b64encode(content).decode()
    assert value_key(write(text, XSD.base64Binary)) == "y:" + text


@pytest.mark.parametrize("space", "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u3000")
@pytest.mark.parametrize("datatype", sorted(DATATYPES - {XSD.string, RDF.PlainLiteral, RDF.langString, RDFS.Literal}))
def test_only_four_characters_are_white_space(space: str, datatype: URIRef) -> None:
    literal = write(f"{space}1{space}", datatype)
    assert from_text(to_text(literal)) == literal
    assert str(literal) == f"{space}1{space}"
    key = value_key(literal)
    assert key is None or space in key


_DAY = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]*[1-9])?"
CANONICAL = {
    XSD.decimal: r"0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9]",
    XSD.integer: "0|-?[1-9][0-9]*",
    XSD.nonNegativeInteger: "0|[1-9][0-9]*",
    XSD.negativeInteger: "-[1-9][0-9]*",
    XSD.byte: "0|-?[1-9][0-9]?",
    XSD.unsignedLong: "0|[1-9][0-9]{0,18}",
    XSD.float: "0|-?[1-9][0-9]{0,6}",
    XSD.double: r"-?[1-9][0-9]{0,8}(\.[0-9]{0,5}[1-9])?|0|-?0\.(0{0,2}[1-9]|[0-9]{0,2}[1-9][0-9]?[1-9])",
    XSD.string: "(?s:.*)",
    XSD.normalizedString: "[^\\t\\n\\r]*",
    XSD.token: "([^\\t\\n\\r ]+( [^\\t\\n\\r ]+)*)?",
    XSD.language: "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    XSD.Name: "[A-Za-z_:][A-Za-z0-9._:-]*",
    XSD.NCName: "[A-Za-z_][A-Za-z0-9._-]*",
    XSD.NMTOKEN: "[A-Za-z0-9._:-]+",
    XSD.anyURI: r"([a-z][a-z0-9+.-]*:)?(//[a-z0-9.-]+)?(/[a-z0-9._~-]+)*(\?[a-z/?]*)?(#[a-z]*)?",
    XSD.boolean: "true|false",
    XSD.hexBinary: "([0-9A-F]{2})*",
    XSD.base64Binary: "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?",
    XSD.dateTime: f"[0-9]{{4}}-{_DAY}T{_CLOCK}Z?",
    XSD.dateTimeStamp: f"[0-9]{{4}}-{_DAY}T{_CLOCK}Z",
    XSD.date: f"[0-9]{{4}}-{_DAY}Z?",
    XSD.gYearMonth: "[0-9]{4}-(0[1-9]|1[0-2])Z?",
    XSD.gYear: "[0-9]{4}Z?",
    XSD.time: f"{_CLOCK}Z?",
}
"""Texts of a datatype that are written as its specification writes their value."""


@given(st.data(), st.sampled_from(sorted(CANONICAL)))
def test_canonical_texts_are_their_own_key(data: st.DataObject, datatype: URIRef) -> None:
    text = data.draw(st.from_regex(re.compile(CANONICAL[datatype], re.ASCII), fullmatch=True))
    literal = write(text, datatype)
    assert not is_ill_typed(literal)
    assert (value_key(literal) or "").partition(":")[2] == text
