"""The tables of a build, each declared once: how they are made, what docs/database.md says, what a row is read as."""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 5
"""Of the tables; a build of another version is made anew."""


@dataclass(frozen=True)
class ColumnSchema:
    """A column of a table.

    Parameters
    ----------
    name : str
    type : str
        As DuckDB writes it.
    meaning : str
    """

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class TableSchema:
    """A table of a build.

    Parameters
    ----------
    name : str
    meaning : str
        What one row is.
    columns : tuple of ColumnSchema
    """

    name: str
    meaning: str
    columns: tuple[ColumnSchema, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def ddl(self) -> str:
        """The statement that makes it."""
        columns = ", ".join(f'"{column.name}" {column.type}' for column in self.columns)
        return f'CREATE TABLE "{self.name}" ({columns})'


def _columns(text: str) -> tuple[ColumnSchema, ...]:
    """Read columns, a line each: name, type and meaning."""
    lines = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return tuple(ColumnSchema(name, kind, meaning) for name, kind, meaning in lines)


_BOUNDS = """
earliestBegin  DATE     the first day on which it can have begun, or have happened; empty if nothing says so
latestBegin    DATE     the day by which it had surely begun
earliestEnd    DATE     the day until which it surely lasted
latestEnd      DATE     the last day on which it can have been so, or have happened
"""
_PRESUMED = """
presumedFrom   DATE     the first day on which a state is presumed
presumedUntil  DATE     the last one
"""
TABLES = (
    TableSchema(
        "source",
        "a source that claims cite",
        _columns("""
id           VARCHAR    CURIE
title        VARCHAR    its title, and its publisher in brackets
reliability  VARCHAR    its letter, A to F (F: not judged)
published    DATE       the earliest day on which it can have been published
draws_on     VARCHAR[]  sources that it draws on
"""),
    ),
    TableSchema(
        "actor",
        "an actor, under the id that it is shown by",
        _columns("""
id           VARCHAR    CURIE
label        VARCHAR    its preferred name
short        VARCHAR    an acronym of it where that name is long: JAS; else the same name
kind         VARCHAR    what it mostly is: State, ArmedGroup ...
kinds        VARCHAR[]  all that it is
described    BOOLEAN    whether it is told of without a name
categories   VARCHAR[]  to which categories it belongs
active_from  DATE       the first day on which it is known to have existed
active_until DATE       the last one
"""),
    ),
    TableSchema(
        "name",
        "a name of an actor",
        _columns("""
actor        VARCHAR    CURIE
text         VARCHAR    the name
language     VARCHAR    its language; empty where none is told
preferred    BOOLEAN    whether the actor is shown by it
"""),
    ),
    TableSchema(
        "claim",
        "a claim: one proposition of one source, cited",
        _columns(f"""
id           VARCHAR    CURIE; its named graph in SPARQL
source       VARCHAR    CURIE
segment      VARCHAR    the sentence of the report: p3s2
paragraph    INTEGER    its number
sentence     INTEGER    its number in the paragraph
start        INTEGER    first code point of the passage in the text of the report
end          INTEGER    the one after its last
sha256       VARCHAR    hash of the passage
record       VARCHAR    the row of a data set, where there is no passage
kind         VARCHAR    Reported (told as fact) or Assessed
assessment   VARCHAR    of an Assessed one: judgement, forecast ...
basis        VARCHAR    Stated, Implied or Background
credibility  INTEGER    1 to 5, 6 is unknown (Admiralty scale)
speaker      VARCHAR    who says it, where it is not the source itself
coder        VARCHAR    who coded it
created      VARCHAR    when
codebook     VARCHAR    by which version of the codebook
withdrawn    VARCHAR    why it does not count any more
counts       BOOLEAN    whether anything is inferred from it
aspect       VARCHAR    holding, happening or timeless, where it is not as its relation usually is
{_BOUNDS.strip()}
note         VARCHAR    the coder's
"""),
    ),
    TableSchema(
        "statement",
        "a triple that a claim states",
        _columns("""
claim        VARCHAR    CURIE
subject      VARCHAR    CURIE
relation     VARCHAR    CURIE
object       VARCHAR    CURIE, or the text of a literal
literal      VARCHAR    of a literal its datatype, or its language (@en); empty else
shown        INTEGER    when it is shown on a day, as a row of `extent`; empty if never
told         INTEGER    when ties have it be so, or by a denial not, as a row of `extent`: undated if no day is told
lived        INTEGER    the same as it is reasoned with, within the years of both ends though no day is told
"""),
    ),
    TableSchema(
        "inferred",
        "a fact that was inferred about the conflict, in one of its inference graphs",
        _columns("""
inference    VARCHAR    CURIE of the graph
subject      VARCHAR    CURIE
relation     VARCHAR    CURIE
object       VARCHAR    CURIE, or the text of a literal
literal      VARCHAR    of a literal its datatype, or its language (@en); empty else
"""),
    ),
    TableSchema(
        "tie",
        "a tie between two actors, asserted, inferred or denied, as one time has it",
        _columns(f"""
id           INTEGER    number of the row
subject      VARCHAR    CURIE
subject_label VARCHAR   its name
subject_short VARCHAR   an acronym where the name is long, else the name
relation     VARCHAR    CURIE
object       VARCHAR    CURIE
object_label VARCHAR    its name
object_short VARCHAR    an acronym where the name is long, else the name
sign         VARCHAR    cooperation, hostility, strain, neutral or denied
status       VARCHAR    asserted, inferred or denied
aspect       VARCHAR    holding, happening or timeless
{_BOUNDS.strip()}
{_PRESUMED.strip()}
basis        VARCHAR    Stated, Implied or Background: of an inferred one all that its proof rests on
reliability  VARCHAR    letter of the source: of an inferred one the weakest of its proof
credibility  INTEGER    number of the claim: of an inferred one the weakest of its proof
general      BOOLEAN    whether it only says in general what another tie of the same two says; lists leave it out
claims       VARCHAR[]  those that assert it, or that its proof rests on
extent       INTEGER    when, as a row of `extent`, which says more than the bounds
"""),
    ),
    TableSchema(
        "event",
        "what claims tell of an event",
        _columns("""
id           VARCHAR    CURIE
kinds        VARCHAR[]  its classes
label        VARCHAR    its name, where it has one
count        INTEGER    how many events it stands for
first        DATE       the first day on which it can have been
last         DATE       the last one
wholes       VARCHAR[]  events that it is part of
claims       VARCHAR[]  those that say what it is, or anything of it
"""),
    ),
    TableSchema(
        "role",
        "what somebody or something has to do with an event",
        _columns("""
event        VARCHAR    CURIE
relation     VARCHAR    CURIE: skg:attacker, skg:target, skg:occurredAt ...
thing        VARCHAR    CURIE
claims       VARCHAR[]  those that say so
"""),
    ),
    TableSchema(
        "loss",
        "what one source says of the losses of a party in an event; to add them up ask `casualties`",
        _columns("""
id           VARCHAR    CURIE
event        VARCHAR    CURIE
parties      VARCHAR[]  whose losses they are; several if they are counted together
loss         VARCHAR    Killed, Wounded ...
low          INTEGER    the fewest that it tells
best         INTEGER    the number that it commits itself to
high         INTEGER    the most that it tells
source       VARCHAR    CURIE
first        DATE       the first day on which they can have fallen
last         DATE       the last one
claims       VARCHAR[]  those that make the report
"""),
    ),
    TableSchema(
        "finding",
        "a contradiction or tension at one time",
        _columns(f"""
kind         VARCHAR    contradiction or tension
number       INTEGER    what `explain` calls it by; one at several times has one number
rule         VARCHAR    CURIE or name of the rule
reading      VARCHAR    the rule in a sentence
certainty    VARCHAR    certain, or possible if only all that may be were so
{_BOUNDS.strip()}
sides        VARCHAR[]  what stands on each side: subject, relation and object
claims       VARCHAR[]  those that the sides rest on
extents      INTEGER[]  when all that it rests on is so, as rows of `extent`: of accounts that differ, when each is
"""),
    ),
    TableSchema(
        "fact",
        "a fact of the closure, given or inferred",
        _columns("""
id           INTEGER    number of the fact
subject      VARCHAR    CURIE
predicate    VARCHAR    CURIE
object       VARCHAR    CURIE, or a literal as Turtle writes it
always       BOOLEAN    whether it rests on no claim: the ontology, and what follows from it alone
claims       VARCHAR[]  those that state it
"""),
    ),
    TableSchema(
        "step",
        "one way in which a rule gives a fact; steps may run in circles",
        _columns("""
id           INTEGER    number of the step
fact         INTEGER    what it gives
rule         VARCHAR    the rule: a W3C name of OWL 2 RL, or the IRI of one of our own
label        VARCHAR    the rule in a line
premises     INTEGER[]  the facts that it rests on
"""),
    ),
    TableSchema(
        "extent",
        "when something holds or happened, as docs/time.md has it",
        _columns(f"""
id           INTEGER    number of the extent
aspect       VARCHAR    holding, happening or timeless
{_BOUNDS.strip()}
{_PRESUMED.strip()}
at_most      VARCHAR    how well what happened can be read at all: certain, presumed or possible
turns        DATE[][]   days between which a state is told to have begun or ended
over         DATE       the day by which the state is told to have ended that what happened tells of
"""),
    ),
    TableSchema(
        "support",
        "when a fact holds by one of its proofs, and how good that proof is",
        _columns("""
id           INTEGER    number of the support
fact         INTEGER    the fact
best         INTEGER    its place among those that no other is as good as, at the same time or longer; empty else
extent       INTEGER    when, as a row of `extent`
credibility  INTEGER    of its weakest claim, 1 to 6; 0 if it rests on none
said         VARCHAR[]  claims that state the fact, if it is stated
step         INTEGER    the step that gives it, if it follows
premises     INTEGER[]  facts of the step, less what always holds
supports     INTEGER[]  the support of each of these
"""),
    ),
    TableSchema(
        "inference",
        "an inference graph: facts that share when they hold, how good their proof is, and the claims it rests on",
        _columns("""
id           VARCHAR    CURIE; its named graph in SPARQL
extent       INTEGER    when, as a row of `extent`
credibility  INTEGER    of its weakest claim; empty if it rests on none
claims       VARCHAR[]  those that it rests on
"""),
    ),
    TableSchema(
        "clash",
        "facts that match a rule of contradiction or tension, at whatever times; `finding` has them with their times",
        _columns("""
kind         VARCHAR      contradiction or tension
rule         VARCHAR      as in `finding`, an IRI in full
reading      VARCHAR      the rule in a sentence
facts        VARCHAR[][]  subject, predicate and object of each
places       INTEGER[]    their numbers, as far as they are facts
"""),
    ),
    TableSchema(
        "confirmation",
        "sources that say a tie, or from each of which alone it follows (with Background), at one time",
        _columns("""
subject      VARCHAR    CURIE
relation     VARCHAR    CURIE
object       VARCHAR    CURIE
said         BOOLEAN    whether the sources say it; else it follows
background   BOOLEAN    whether it follows from Background alone: then what follows confirms nothing
sources      VARCHAR[]  CURIEs; none where it takes several together
extent       INTEGER    when, as a row of `extent`
"""),
    ),
)

BY_NAME = {table.name: table for table in TABLES}

_OTHERWISE = {
    "alias": "name",
    "casualty": "loss",
    "casualties": "loss",
    "losses": "loss",
    "clashes": "clash",
    "contradiction": "finding",
    "tension": "finding",
    "proof": "step",
    "group": "actor",
    "triple": "statement",
    "relation": "tie",
    "attack": "event",
}
CALLED = {
    **{each: told for word, told in _OTHERWISE.items() for each in (f"{word}s", word)},
    **{each: name for name in BY_NAME for each in (f"{name}s", name)},
}
"""What tables are called, or may be taken to be, each with its name."""
