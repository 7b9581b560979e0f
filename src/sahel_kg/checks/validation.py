"""Hold the asserted data against the shapes, the ontology's terms, the calendar and itself.

Every finding names the file and the node it is about; a build stops on any. Each family of checks has a file.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from sahel_kg.checks import circles, locators, shapes, statements, terms, values
from sahel_kg.errors import Problem
from sahel_kg.record.claims import Claim, duplicates
from sahel_kg.record.dataset import Asserted


def validate(
    asserted: Asserted, claims: Sequence[Claim], shape_file: Path, passed: Collection[str] = ()
) -> list[Problem]:
    """Check everything that was said by hand.

    Parameters
    ----------
    asserted : Asserted
    claims : sequence of Claim
        As read by `claims.read_claims`.
    shape_file : Path
        The SHACL file; what relations join is taken from the ontology.
    passed : collection of str
        Files whose shapes were checked before.

    Returns
    -------
    list of Problem
        Sorted; empty if the data is sound.
    """
    unknown, loose = terms.read_unknown(asserted), locators.read_loose(asserted)
    named_twice = terms.read_named_twice(asserted)
    told = {*unknown, *loose, *loose.values(), *(iri for iri, _ in named_twice)}
    found = [
        *terms.find_undefined(asserted, unknown),
        *terms.find_named_twice(asserted, named_twice),
        *values.find_wrong_dates(asserted),
        *values.find_wrong_numbers(asserted),
        *statements.find_empty_or_untold(asserted, claims),
        *statements.find_wrong_identities(asserted, claims),
        *duplicates(claims, asserted.origin),
        *locators.find_undescribed(asserted, loose),
        *locators.find_wrong_sentences(asserted),
        *locators.find_wrong_locators(asserted, claims),
        *circles.find_source_circles(asserted),
        *circles.find_report_circles(asserted, claims),
        *shapes.find_misshapen(shapes.narrow(asserted, passed) if passed else asserted, shape_file, told=told),
    ]
    twice = list(statements.find_twice(asserted))
    told = {problem.node for problem in twice}  # what else is wrong with these comes of that
    return sorted({*twice, *(each for each in found if each.node.partition("#")[0] not in told)})
