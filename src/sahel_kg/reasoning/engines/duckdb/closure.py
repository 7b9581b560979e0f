"""The closure that DuckDB holds: facts by representatives, expanded and put into words when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NoReturn, Self

import duckdb

from sahel_kg.errors import UsageError
from sahel_kg.reasoning.closure import Closure
from sahel_kg.reasoning.derivations import Derivations
from sahel_kg.reasoning.engines import Options
from sahel_kg.reasoning.engines.duckdb.derivations import list_derivations, run_clauses
from sahel_kg.reasoning.engines.duckdb.few import FewFacts
from sahel_kg.reasoning.engines.duckdb.findings import TableDescriber
from sahel_kg.reasoning.engines.duckdb.intake import read
from sahel_kg.reasoning.engines.duckdb.limits import Limits, Watch
from sahel_kg.reasoning.engines.duckdb.listing import LINES, count_expanded, make_views, select_text
from sahel_kg.reasoning.engines.duckdb.rounds import Rounds
from sahel_kg.reasoning.engines.duckdb.turns import Turns, in_turn
from sahel_kg.reasoning.engines.duckdb.values import fill_checks, fill_datatypes, find_datatypes
from sahel_kg.reasoning.evaluation.patterns import TooMuchError
from sahel_kg.reasoning.findings import Finding, sort_findings
from sahel_kg.reasoning.inputs import Source
from sahel_kg.reasoning.language import OWL, RDF
from sahel_kg.reasoning.proofs import MOST_OF_A_RULE, Justification, NearMiss, Proof
from sahel_kg.reasoning.relational.explanation import ProofFinder
from sahel_kg.reasoning.relational.justification import list_justifications, list_near_misses
from sahel_kg.reasoning.relational.lists import make_lists, read_lists
from sahel_kg.reasoning.relational.search import Search
from sahel_kg.reasoning.relational.tables import Tables, quoted
from sahel_kg.reasoning.rules.in_force import choose_rules, collect_constants, list_rules, refuse_literal_relations
from sahel_kg.reasoning.rules.profiles import RuleSet, read_profile
from sahel_kg.reasoning.rules.program import Clause, compile_rules
from sahel_kg.reasoning.terms import Triple, is_rdf, rank_triple
from sahel_kg.reasoning.witnesses import Witness
from sahel_kg.terms import to_text

Ids = tuple[int, int, int]


class TableClosure(Turns, Closure):
    """A closure in DuckDB tables; `make` closes what is given.

    What makes further closures of it (adding, looking for causes) or keeps it in a file stands above, in `engine`.

    Parameters
    ----------
    tables : Tables
    rules : RuleSet
    options : Options
    """

    engine = "duckdb"

    def __init__(self, tables: Tables, rules: RuleSet, options: Options) -> None:
        super().__init__()
        self.tables = tables
        refuse_literal_relations(rules)
        self.ruleset = rules
        self.options = options
        self.watch = Watch(tables, Limits.of(options))
        self.rules = rules.names
        self.notes: tuple[str, ...] = ()
        self._few: FewFacts | None = None
        self._is_full = "owl-rl-full" in rules.profiles
        self._all_rules = list_rules(rules)

    # making

    @classmethod
    def make(cls, tables: Tables, rules: RuleSet, options: Options, source: Source | None = None) -> Self:
        """Close a source together with what `quad_text` holds."""
        closure = cls(tables, rules, options)
        with closure.watch.limit():
            if source is not None:
                read(tables.connection, source, closure.watch.check_time)
            closure._close()
        return closure

    def _close(self) -> None:
        tables = self.tables
        tables.create(collect_constants(self.ruleset))
        tables.load()
        lists = read_lists(tables)
        self.prepare()
        fill_datatypes(tables, self.active)
        rounds = self._start()
        self._add_axioms()
        self._few = self._take_few()
        if self._few:
            rounds.take(self._few.rounds())
        else:
            rounds.enter(0)
        self._conclude(rounds, None)
        self.notes = (*self._note_imports(), *lists, *self._note_equal_terms(), *self._note_capped(rounds))

    def _take_few(self) -> FewFacts | None:
        """Return the closure of few facts, where nothing is asked that only rounds have."""
        options = self.options
        if options.merging or options.limit_facts or options.limit_time:
            return None
        try:
            return FewFacts(self.tables, self.ruleset)
        except TooMuchError:
            return None

    def prepare(self) -> None:
        """Choose the rules that the data call for, and compile them."""
        self.active, can_merge = choose_rules(self._all_rules, self._list_mentions(), is_full=self._is_full)
        self.is_merging = can_merge and self.options.merging
        lists = make_lists(self.tables)
        self.clauses = [
            clause
            for clause in compile_rules(self.active)
            if clause.lists <= lists and not (self.is_merging and clause.rule.name == "eq-ref")
        ]

    def _start(self, start: int = 0) -> Rounds:
        return Rounds(self.tables, self.clauses, self.watch, is_merging=self.is_merging, start=start)

    def _add_axioms(self) -> None:
        rows = [
            (*map(self.tables.id_of, triple), rule.name)
            for rule in self.active
            if not rule.body and rule.head
            for triple in rule.head
        ]
        if rows:
            self.tables.execute(
                "INSERT INTO axiom SELECT unnest($1::INTEGER[]), unnest($2::INTEGER[]), unnest($3::INTEGER[]), "
                "unnest($4::VARCHAR[])",
                [list(column) for column in zip(*rows, strict=True)],
            )

    def _conclude(self, rounds: Rounds, since: int | None, known: Iterable[Witness[int]] = ()) -> None:
        fill_checks(self.tables)
        self.last_round = rounds.round
        self._witnesses = [*known, *rounds.find(since)]
        has_names = rounds.merger is not None and not rounds.merger.is_idle
        make_views(self.tables, is_full=self._is_full, is_merging=self.is_merging, has_names=has_names)
        if has_names and (count := count_expanded(self.tables)) > self.watch.limits.facts:
            self.watch.reached = f"round {rounds.round}, {count:,} facts by all names of what is the same"
            raise self.watch.stop(f"the limit of {self.watch.limits.facts:,} facts is reached")

    def _list_mentions(self) -> list[tuple[str, str, str]]:
        """Return the given facts, one of a kind, that tell which restating rules are needed."""
        terms = {self.tables.id_of(term) for rule in self._all_rules for term in rule.needed_for} - {0}
        is_type = self.tables.id_of(RDF.type)
        # they are among the terms that rules name, of which the data speak seldom: a range is looked up faster
        named = f"BETWEEN {self.tables.first_constant} AND {self.tables.constants}"
        found = self.tables.rows(
            f"SELECT s, p, min(v) FROM given WHERE s {named} GROUP BY s, p, CASE WHEN p = {is_type} THEN v END "
            f"UNION ALL SELECT min(s), p, v FROM given WHERE v {named} GROUP BY p, v"
        )
        used = ", ".join({str(self.tables.id_of(term)) for rule in self._all_rules for term in rule.needed_with})
        rows = [row for row in found if row[0] in terms or row[2] in terms]
        rows += self.tables.rows(f"SELECT min(s), p, min(v) FROM given WHERE p IN ({used or 'NULL'}) GROUP BY p")
        self.tables.remember(ident for row in rows for ident in row)
        texts = ((to_text(self.tables.term_of(ident)) for ident in row) for row in rows)
        return [(s, p, o) for s, p, o in texts]

    def _note_imports(self) -> Iterator[str]:
        found = self.tables.rows(f"""
            SELECT DISTINCT o FROM given WHERE p = {self.tables.id_of(OWL.imports)} AND o NOT IN (
                SELECT s FROM given WHERE p = {self.tables.id_of(RDF.type)} AND v = {self.tables.id_of(OWL.Ontology)}
                UNION ALL SELECT v FROM given WHERE p = {self.tables.id_of(OWL.versionIRI)})""")
        for (ident,) in found:
            yield f"owl:imports of {self.tables.term_of(ident)} was not followed; pass the imported file as a path."

    def _note_equal_terms(self) -> Iterator[str]:
        rows = self.tables.rows(
            "SELECT r.term, r.representative FROM rep r JOIN term t ON t.id = r.representative WHERE t.is_language"
        )
        for term, representative in sorted(rows):
            name, known = self.tables.term_of(term), self.tables.term_of(representative)
            yield f"{name} is said to be the same as {known}, a term of the language itself; is that meant?"

    def _note_capped(self, rounds: Rounds) -> Iterator[str]:
        for name in sorted(rounds.capped):
            yield (
                f"The rule {name} has more findings than the limit of {self.options.limit_findings}; "
                "the rest is not listed."
            )

    # asking

    def __repr__(self) -> str:
        return f"<Closure by duckdb: {self.count_given()} given, {self.count_inferred()} inferred>"

    def __len__(self) -> int:
        return self.count_given() + self.count_inferred()

    @in_turn
    def count_given(self) -> int:
        """Return the number of given facts."""
        return self.tables.number("SELECT count(*) FROM (SELECT DISTINCT s, p, o FROM given)")

    @in_turn
    def count_inferred(self) -> int:
        """Return the number of facts that were not given but follow."""
        return self.tables.number("SELECT count(*) FROM inferred")

    @in_turn
    def __contains__(self, fact: object) -> bool:
        if not isinstance(fact, tuple) or len(fact) != 3 or not is_rdf(fact):
            return False
        s, p, o = (self.tables.find(term) for term in fact)
        if not (s and p and o):
            return False
        if self.tables.number("SELECT count(*) FROM given WHERE s = $1 AND p = $2 AND v = $3", [s, p, o]):
            return True
        return self.tables.number("SELECT count(*) FROM inferred WHERE s = $1 AND p = $2 AND o = $3", [s, p, o]) > 0

    @in_turn
    def given(self) -> Iterator[Triple]:
        return iter(_sort(self._list("given")))

    @in_turn
    def inferred(self) -> Iterator[Triple]:
        return iter(_sort(self._list("inferred")))

    @in_turn
    def facts(self) -> Iterator[Triple]:
        return iter(_sort({*self._list("given"), *self._list("inferred")}))

    def write(self, *, inferred_only: bool = False, in_order: bool = True) -> Iterator[str]:
        found = self.relation(inferred_only=inferred_only, in_order=in_order)
        while rows := found.fetchmany(LINES):
            yield "\n".join([line for (line,) in rows]) + "\n"

    @in_turn
    def relation(self, *, inferred_only: bool = False, in_order: bool = False) -> duckdb.DuckDBPyConnection:
        """Return the lines of `write` as a result of DuckDB: ``.arrow()``, ``.pl()``, ``.df()`` make tables of it."""
        ((database, schema),) = self.tables.rows("SELECT current_database(), current_schema()")
        apart = self.tables.connection.cursor()  # other questions do not end it
        apart.execute(f"USE {quoted(database)}.{quoted(schema)}")
        return apart.execute(select_text(is_full=self._is_full, inferred_only=inferred_only, in_order=in_order))

    def _list(self, view: str) -> list[Triple]:
        """Return the facts of a view; what was given, and all in the full profile, in its own spelling."""
        rows = self.tables.rows(f"SELECT {'DISTINCT ' if view == 'given' else ''}s, p, o FROM {view}")
        idents = {ident for row in rows for ident in row}
        if view == "given" or self._is_full:
            self.tables.remember_spellings(ident for ident in idents if ident < 0)
            spell = self.tables.spelling_of
            idents = {ident for ident in idents if ident > 0}
        else:
            spell = self.tables.term_of
        self.tables.remember(idents)
        return [(spell(s), spell(p), spell(o)) for s, p, o in rows]

    # proofs

    @cached_property
    def _prover(self) -> ProofFinder:
        labels = {rule.name: rule.label for rule in (*read_profile("owl-rl"), *self._all_rules)}
        return ProofFinder(Search(self.tables, self.clauses, labels))

    def _ids(self, fact: Triple) -> Ids:
        s, p, o = (self.tables.find(term) for term in fact)
        return s, p, o

    def round(self, fact: Triple) -> int:
        return self.explain(fact).round

    @in_turn
    def explain(self, fact: Triple) -> Proof:
        """Return a proof of a fact.

        Parameters
        ----------
        fact : triple

        Raises
        ------
        UsageError
            The fact does not hold.
        """
        proof = self._prover.prove(self._ids(fact), fact)
        if proof is None:
            raise UsageError(f"{_write(fact)} does not hold.")
        return proof

    @in_turn
    def explain_finding(self, finding: Finding) -> tuple[Proof, ...]:
        """Return a proof of each fact of a finding."""
        return tuple(map(self.explain, finding.facts))

    @in_turn
    def justifications(self, fact: Triple) -> list[Justification]:
        """Return every single step that gives a fact, first those that can stand in a proof."""
        ids, now = self._ids(fact), self._now(fact)
        proof = self._prover.prove(ids, fact)
        if self.is_merging and (ids != now or ids[1] == self.tables.id_of(OWL.sameAs)):
            # under this name it follows from its other name, or is an equality that made one name of two
            is_step = proof is not None and bool(proof.premises)
            return [_take_step(proof)] if proof is not None and is_step else []
        found = list_justifications(self.tables, self._inferring, now)
        if proof is not None and proof.rule and not proof.premises:
            found.insert(0, _take_step(proof))  # an axiom
        if proof and proof.rule in {"eq-rep-s", "eq-rep-p", "eq-rep-o", "eq-sym", "eq-trans"} and self.is_merging:
            found.insert(0, _take_step(proof))
        return found

    @in_turn
    def why_not(self, fact: Triple, *, most: int = MOST_OF_A_RULE) -> list[NearMiss]:
        """Return the rules that would give a fact if one premise more held."""
        return list_near_misses(self.tables, self._inferring, self._now(fact), most)

    @property
    def _inferring(self) -> list[Clause]:
        return [clause for clause in self.clauses if clause.head]

    def _now(self, fact: Triple) -> Ids:
        """Return the ids under which a fact is held at the end."""
        names = dict(self.tables.rows("SELECT term, representative FROM rep")) if self.is_merging else {}
        s, p, o = (names.get(ident, ident) for ident in map(self.tables.stand_in, fact))
        return s, p, o

    @in_turn
    def close(self) -> None:
        self.tables.execute("CHECKPOINT")
        self.tables.connection.close()
        super().close()

    @property
    def has_merged(self) -> bool:
        """Whether things are held under one representative."""
        return self.count_names() > 1

    def count_names(self) -> int:
        """Return the number of names that are held under one representative, where they are most."""
        return 1 + self.tables.number("SELECT max(n) FROM (SELECT count(*) AS n FROM rep GROUP BY representative)")

    @in_turn
    def derivations(self) -> Derivations:
        """Return every step by which facts about things follow (see `Closure.derivations`)."""
        if self.has_merged:
            self._refuse("derivations of things held under one representative")
        steps = self._few.steps() if self._few else None
        steps = run_clauses(self.tables, self._inferring) if steps is None else steps
        return list_derivations(self.tables, steps, self._witnesses, self._describe)

    # findings

    @cached_property
    def findings(self) -> list[Finding]:
        """Contradictions and tensions, sorted."""
        return self._describe_all()

    @in_turn
    def _describe_all(self) -> list[Finding]:
        return sort_findings(map(self._describe, self._witnesses))

    @cached_property
    def _describe(self) -> Callable[[Witness[int]], Finding]:
        """What puts a match into words."""
        return TableDescriber(self.tables).describe

    def name_facts(self, facts: Iterable[Triple]) -> set[Ids]:
        """Return facts by the names under which they are held, less that a thing is the same as itself."""
        same = self.tables.id_of(OWL.sameAs)
        return {(s, p, o) for s, p, o in map(self._now, facts) if p != same or s != o}

    # adding

    def __reduce__(self) -> NoReturn:
        raise UsageError("a closure cannot be pickled: keep it in a file (database=...) and open it there")

    def resume(self, before: TableClosure) -> bool:
        """Close what was loaded into a copy of another closure's tables; tell whether that equals closing anew."""
        self.prepare()
        if (self.active, self.is_merging) != (before.active, before.is_merging) or find_datatypes(self.tables):
            return False
        rounds = self._start(before.last_round)
        rounds.enter(before.last_round + 1)
        if rounds.has_merged and any(clause.guards for clause in self.clauses):
            return False
        known = () if rounds.has_merged else before._witnesses
        self._conclude(rounds, None if rounds.has_merged else before.last_round, known)
        self.notes = tuple(dict.fromkeys([*before.notes, *self._note_imports(), *self._note_equal_terms()]))
        return True

    def restore(self) -> None:
        """Know what was made before: the rules, and what they find."""
        self.prepare()
        rounds = self._start(self.last_round)
        self._witnesses = rounds.find(None)


def _take_step(proof: Proof) -> Justification:
    """Return the last step of a proof."""
    premises = tuple(sorted((premise.fact for premise in proof.premises), key=rank_triple))
    return Justification(proof.fact, proof.rule, proof.label, premises, True)


def _sort(facts: Iterable[Triple]) -> list[Triple]:
    return sorted(facts, key=rank_triple)


def _write(fact: Triple) -> str:
    return " ".join(map(to_text, fact))
