"""The names of actors, taken apart into words, acronyms and initials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sahel_kg.record.actors import Actor
from sahel_kg.record.spelling import STOP_WORDS, is_acronym, read_script, skeleton, split

_STATE_WORDS = frozenset(
    ("government", "gouvernement", "republic", "republique", "state", "etat", "kingdom", "royaume", "حكومه", "جمهوريه")
)
"""What the name of a state may begin with: *Government of* Mali."""


@dataclass(frozen=True)
class Text:
    """A name, the words of it that count, and its script."""

    text: str
    words: tuple[str, ...]
    script: str


@dataclass(frozen=True)
class Names:
    """The names of an actor, taken apart."""

    texts: tuple[Text, ...]
    acronyms: frozenset[str]
    initials: Mapping[str, str]

    @classmethod
    def read(cls, actor: Actor) -> Names:
        """Take the names of an actor apart."""
        texts: dict[tuple[str, ...], Text] = {}
        acronyms: set[str] = set()
        initials: dict[str, str] = {}
        for name in actor.names:
            every = split(name.text)
            words = [word for word in every if word not in STOP_WORDS] or every
            if is_acronym(name.text):
                acronyms.add("".join(every))
                continue
            if "State" in actor.kinds and len(words) > 1 and every[0] in _STATE_WORDS and every[1] in STOP_WORDS:
                words = words[1:]
            texts.setdefault(tuple(words), Text(name.text, tuple(words), read_script(name.text)))
            for chosen in (words, every):
                if len(chosen) > 2:
                    initials.setdefault("".join(word[0] for word in chosen), name.text)
        return cls(tuple(texts.values()), frozenset(acronyms), initials)

    @cached_property
    def words(self) -> set[str]:
        """All words of all names."""
        return {word for text in self.texts for word in text.words}

    @cached_property
    def keys(self) -> set[str]:
        """What two names that are worth comparing have in common."""
        whole = {"name " + " ".join(text.words) for text in self.texts}
        short = {"short " + acronym for acronym in self.acronyms} | {"short " + each for each in self.initials}
        return whole | short | {"word " + skeleton(word) for word in self.words}
