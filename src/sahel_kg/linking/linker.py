"""The linker at which decisions on who is who are made: a build, the data as they stand, and the file to write to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from sahel_kg import files
from sahel_kg.builds import pipeline
from sahel_kg.builds.build import Build, load
from sahel_kg.desk import intake
from sahel_kg.errors import UsageError
from sahel_kg.linking import decisions
from sahel_kg.linking.decisions import Decision, DecisionDraft, Wish
from sahel_kg.linking.foresight import Changes, foresee
from sahel_kg.record.dataset import Asserted
from sahel_kg.record.sources import read_reliability
from sahel_kg.resources import data_folders, shown, user_data
from sahel_kg.vocabulary import expand


@dataclass(frozen=True)
class Linker:
    """What decisions are made over.

    Parameters
    ----------
    build : Build
    asserted : Asserted
        The data as they stand, what was decided included.
    decided : list of Decision
    target : Path
        The data folder that is written to.
    before : str
        What stands in its file of decisions.
    """

    build: Build
    asserted: Asserted
    decided: list[Decision]
    target: Path
    before: str

    @classmethod
    def open(cls, folder: Path | None = None, data: list[Path] | None = None) -> Linker:
        """Open the build and the data folders; the last one named is written to, and made if need be."""
        build = load(folder)
        target = user_data(data[-1] if data else None, folder)
        before = decisions.read_file(target)
        there = [path for path in data or [] if path.is_dir() or path.absolute() != target]
        folders = data_folders(there, folder) if there or not data else data_folders([], folder)[:1]
        asserted = pipeline.read([each for each in folders if each != target or intake.holds_data(each)])
        return cls(build, asserted, decisions.read_decisions(decisions.add(asserted, ())), target, before)

    def find(self, name: str) -> str:
        """Return the IRI that a name means; an id stands for itself, also where the actor is shown as another."""
        given = expand(name)
        return given if given is not None and given in self.build.actors.iris else self.build.actors.find(name).iri

    def can_compare(self, one: str, other: str) -> bool:
        """Tell whether two actors have names of their own: not if described, or shown as one already."""
        return not any(self.build.actors[iri].described or self.build.actors[iri].iri != iri for iri in (one, other))

    def draft(self, wish: Wish) -> DecisionDraft:
        """Check a wish and write it down, but not yet to the file."""
        checked = decisions.check(wish, self.build, self.asserted, self.decided)
        return decisions.draft(checked, self.asserted, self.decided, self.before)

    def foresee(self, drafted: DecisionDraft) -> Changes:
        """Return what a draft would change."""
        before, after = decisions.add(self.asserted, ()), decisions.add(self.asserted, drafted.quads)
        letters = read_reliability([*self.asserted.about, *drafted.quads])
        return foresee(self.build, before, after, letters)

    def write(self, drafted: DecisionDraft) -> Path:
        """Write a draft and return the file.

        Raises
        ------
        UsageError
            If it cannot be written, or says by now something else about the same two.
        """
        path = self.target / decisions.FILE
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with files.alone(path.parent):
                files.write(path, self._rebase(drafted).text.encode("utf-8"))
        except OSError as error:
            raise UsageError(f"cannot write {shown(path)} ({error.strerror}): choose another --data") from None
        except UsageError as error:
            raise UsageError(str(error).replace("name another file with -o", "choose another --data")) from None
        return path

    def _rebase(self, drafted: DecisionDraft) -> DecisionDraft:
        """Return a draft as it is written after what others have decided since the file was read."""
        now = decisions.read_file(self.target)
        rebased = drafted if now == self.before else decisions.redraft(drafted, self.before, now)
        if rebased is None:
            where = shown(self.target / decisions.FILE)
            raise UsageError(f"{where} was changed meanwhile, and about the same: run the command again")
        return rebased

    def decide(self, wishes: Iterable[Wish]) -> Path:
        """Write several decisions at once, for scripts and notebooks; a build that reads the file takes them in.

        What each changes is not told: ask `foresee` before.

        Raises
        ------
        UsageError
            If one of them cannot be decided; nothing is written then.
        """
        linker, drafted = self, None
        lines: tuple[str, ...] = ()
        quads: tuple[Quad, ...] = ()
        for wish in wishes:
            drafted = linker.draft(wish)
            new = drafted.quads
            lines += drafted.lines
            quads += new
            claims = [*linker.asserted.claims, *(q for q in new if isinstance(q.graph_name, NamedNode))]
            about = [*linker.asserted.about, *(q for q in new if not isinstance(q.graph_name, NamedNode))]
            asserted = replace(linker.asserted, claims=claims, about=about)
            decided = decisions.read_decisions(decisions.add(asserted, ()))
            linker = replace(linker, asserted=asserted, decided=decided, before=drafted.text)
        if drafted is None:
            raise UsageError("nothing to decide: name at least one pair of actors")
        return self.write(replace(drafted, lines=lines, quads=quads))
