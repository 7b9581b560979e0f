"""Names as the last part of an IRI."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 60


def slug(name: str) -> str:
    """Return a name in small letters, digits and hyphens; letters of other scripts are told by their numbers.

    >>> slug("Forces armées (FAMa)"), slug("Фронт")
    ('forces-armees-fama', 'u0444-u0440-u043e-u043d-u0442')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    told = "".join(c if c.isascii() or not c.isalnum() else f"-u{ord(c):04x}" for c in plain)
    short = re.sub(r"[^a-z0-9]+", "-", told).strip("-")
    return short if len(short) <= _LONGEST else short[:_LONGEST].rpartition("-")[0] or short[:_LONGEST]
