"""What a cell of a sheet says, and cannot mean."""

from __future__ import annotations

import re

from sahel_kg.errors import SahelError


class CellError(SahelError):
    """A cell that can be read in no way, or in two; its text says what to write instead.

    The text goes on after the name of the column: "quote stands 2 times in p3s1". Whoever knows the file adds
    worksheet, row and column.
    """


_QUOTED = re.compile(r"'(.+?)'(?![^\W_])")
_SAME = {"-": "[-‐‑‒–—−]", "'": "['‘’ʼ]", " ": r"\s+"}
"""What stands for each of these in what people write."""


def as_written(message: str, text: str) -> str:
    """Return a message with what it quotes of a cell as it stands there, and not as it was read, in small letters.

    >>> as_written("'3 march' has no year: write it, as in 3 march 2019", "since 3 March")
    "'3 March' has no year: write it, as in 3 March 2019"
    """
    for quoted in dict.fromkeys(_QUOTED.findall(message)):
        pattern = "".join(_SAME.get(letter, re.escape(letter)) for letter in quoted)
        if found := re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
            message = re.sub(rf"(?<!\w){re.escape(quoted)}(?!\w)", lambda _: " ".join(found[0].split()), message)
    return message
