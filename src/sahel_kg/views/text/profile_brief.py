"""An actor in one screen: who fights it and who stands with it, most recent first; the rest is counted."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from sahel_kg import tables
from sahel_kg.alliances.paths.spells import Spell, intersect, may_be, surely_is, unite
from sahel_kg.builds.casualties import list_reports
from sahel_kg.record.bounds import BEST_FIRST, parse_date
from sahel_kg.record.identities import WHOSE_NUMBER
from sahel_kg.record.relations import DENIED, SIGN_WORDS
from sahel_kg.record.rewinding import DEFAULT_WINDOW, words_of_window
from sahel_kg.ties.contributors import count_apart, find_possible
from sahel_kg.ties.lifetimes import Lifetime
from sahel_kg.ties.listing import join_years, list_ties
from sahel_kg.ties.ties import told_sign
from sahel_kg.views.text.citations import according_to
from sahel_kg.views.text.disagreements import disputed
from sahel_kg.views.text.terminal import profile_heading, tell_sources
from sahel_kg.vocabulary import SKG, compact

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.builds.profiles import Profile
    from sahel_kg.record.bounds import Bounds
    from sahel_kg.ties.ties import Tie

MOST = {"-": 8, "+": 8, "~": 2, "0": 4, DENIED: 3}
"""Rows of each sign that are shown, in this order."""
_MOST_NAMES = 8
_MOST_OTHERS = 3
_COLUMNS = ("sign", "relation", "other", "when", "status", "reading", "claims")
_LONGEST_NAME = 34
_PARTINGS = frozenset({str(SKG.mergedInto), str(SKG.joined)})
"""By each of which somebody ceased to be an actor of its own."""
_UNTOLD = Lifetime()
_UNCLEAR = re.compile(r"(\d{4}(?:-\d\d){0,2})/(\d{4}(?:-\d\d){0,2})")
_Row = tuple[str, str, str, str, str, str, str]
_Key = tuple[str, str, str, str]
Span = tuple["Bounds", "Bounds"]
"""The bounds of the first and of the last of ties that stand in one row."""


def brief_text(profile: Profile, opened: Build, options: str = "", *, wide: bool = False) -> str:
    """Return a profile for a terminal of some forty lines.

    Parameters
    ----------
    profile : Profile
    opened : Build
        As it is seen.
    options : str
        What to add to the command that shows all of it.
    wide : bool
        The table is as wide as it is.
    """
    day = f" as of {profile.day}" if profile.day else ""
    ties: list[Tie] = []
    helping: list[Tie] = []
    for tie in profile.ties:
        is_help = tie.relation == str(SKG.contributesTo) and tie.object == profile.actor.iri
        (helping if is_help else ties).append(tie)
    rows, left = _rows(profile, ties, opened)
    lines = [profile_heading(profile, opened)]
    if rows:
        lines.append(_ties_table(rows, profile, opened, wide=wide))
        more = [f"... and {' and '.join(left)} more"] if left else []
        if unclear := _UNCLEAR.search(" ".join(row[3] for row in rows)):
            what = "year" if len(unclear[0]) == len("2015/2019") else "day"
            more.append(f"{unclear[0]} is a {what} from {unclear[1]} to {unclear[2]}, not told which.")
        lines += ["; ".join(more) + "\n"] if more else []
        if any(row[1].endswith("*") for row in rows):
            lines.append("* is only possible, on whatever day.\n")
    elif left:
        lines.append(f"Ties{day}: {' and '.join(left)}, no other\n")
    elif not helping:
        lines.append(_tell_none(profile, opened))
    lines += _cautions(profile, opened, options)
    lines += _wholes(profile, options)
    lines += _contributors(helping, opened)
    now = {_other(tie, profile) for tie in profile.ties}
    gone = [tie for tie in profile.former if _other(tie, profile) not in now]
    lines += _list("No longer, or not told any more", gone, lambda tie: opened.actors.name(_other(tie, profile)))
    if (
        ties
        and "ArmedGroup" in profile.actor.kinds
        and not any(tie.relation == str(SKG.leaderOf) for tie in [*ties, *gone])
    ):
        lines.append(f"Leaders: none is told{' of that day' * bool(profile.day)}\n")
    lines += _places(profile, opened)
    lines += _list(
        "Events",
        profile.events[::-1],
        lambda e: f"{e.told} ({', '.join(e.roles)}, {_when((e.bounds, e.bounds))})",
        latest=True,
    )
    if losses := len(list_reports(opened, profile.actor)):
        told = f"{losses} report{'s' * (losses != 1)}"
        lines.append(f"Losses: {told}, sahel-kg casualties {shlex.quote(profile.actor.id)}{options}\n")
    disputes = [each for each in profile.disputes if each.is_certain] or profile.disputes
    lines += _list("Disputed", disputes, lambda each: f"{disputed(each)}: {each.message.rstrip('.')}")
    if profile.ranks:
        counts = {each.of for each in profile.ranks}
        of = "" if len(counts) == 1 else " of {}"
        ranks = ", ".join(f"{each.measure} {each.place}{of.format(each.of)}" for each in profile.ranks)
        among = f" of {counts.pop()} actors" if not of else ""
        lines.append(f"Ranks{among} (1 is first; sahel-kg rank --help says what each counts): {ranks}\n")
    lines += [] if profile.day else [tell_sources(profile, opened)]
    name = shlex.quote(profile.actor.id)
    count = len(profile.claims)
    lines.append(
        f"{count} claim{'s' * (count != 1)} speak{'s' * (count == 1)} of it. Every tie, event and claim: "
        f"sahel-kg show {name}{options} --all\n"
    )
    return "".join(tables.printable(line) for line in lines)


def _ties_table(rows: Sequence[_Row], profile: Profile, opened: Build, *, wide: bool) -> str:
    """Return rows under their signs, and above them the day and for how long what happened counts."""
    day = f" as of {profile.day}" if profile.day else ""
    skip = 5 if profile.day else 6  # without one what is possible at best has an asterisk
    columns = [*_COLUMNS[1:5], *_COLUMNS[skip:]]
    shown: list[list[str]] = []
    for word, several in groupby(rows, key=itemgetter(0)):  # a column of signs would leave no row on one line
        shown += [[f"{word}:", *[""] * (len(columns) - 1)]]
        shown += [[row[1], *row[2:5], *row[skip:]] for row in several]
    window = words_of_window(opened.when.window or DEFAULT_WINDOW) if day else ""
    counted = f" (of what happened that of the {window} before: --window)" if day else ""
    return f"\nTies{day}{counted}\n{tables.render_table(columns, shown, wide=wide)}"


def _tell_none(profile: Profile, opened: Build) -> str:
    """Say that there is no tie, when the next one is, and who speaks of the actor at all."""
    sources = sorted({opened.titles.get(claim.source, compact(claim.source)) for claim in profile.claims})
    by = f" It is spoken of by {'; '.join(sources)}." if sources else ""
    then = profile.day
    if then is None:
        return f"No tie of it with anybody is told.{by}\n"
    ties = [tie for iri in profile.actor.iris for tie in list_ties(opened.of_all_times, {iri})]
    ties = [tie for tie in ties if tie.relation not in WHOSE_NUMBER]
    when = opened.when if opened.when.window else replace(opened.when, window=DEFAULT_WINDOW)
    sure = {day for tie in ties if (day := when.nearest(tie.extent))}
    days = sure or {day for tie in ties for day in tie.bounds.as_days() if day}
    near = min(days, key=lambda day: (abs((day - then).days), day), default=None)
    there = f" The nearest day of which one is told is {near}: --as-of {near}." if near else by
    return f"No tie of it is told of {then}.{there}\n"


def _rows(profile: Profile, ties: Iterable[Tie], opened: Build) -> tuple[list[_Row], list[str]]:
    """Return the rows to be shown, a row for each other and relation, and how many ties of each sign are left.

    The latest comes first; what follows about somebody of whom as much is said of the same time is left.
    On a day what is only possible then is counted, not shown; without one, it comes last and has an asterisk.
    """
    is_asked = opened.when.weakest == "possible"  # in words: --reading possible
    unsure = ("possible", "undated") if profile.day and not is_asked else ()
    better = {_key(tie, profile, opened) for tie in ties if tie.reading not in unsure}
    runs: dict[_Key, list[tuple[Tie, ...]]] = defaultdict(list)
    # of years told one by one a day may have some surely and others not: the row is of those
    for run in join_years(t for t in ties if t.reading not in unsure or _key(t, profile, opened) not in better):
        runs[_key(run[0], profile, opened)].append(run)
    _join_partings(runs)
    readings = {
        key: min((tie.reading for run in found for tie in run), key=BEST_FIRST.index) for key, found in runs.items()
    }
    weak = {key for key in runs if readings[key] in unsure}

    def is_doubtful(key: _Key) -> bool:
        return not profile.day and readings[key] == "possible"

    said: dict[tuple[str, str], list[Spell]] = defaultdict(list)
    for key in runs.keys() - weak:
        if key[3] == "asserted":
            said[key[:2]] += [may_be(tie.extent) for run in runs[key] for tie in run]
    rows: list[_Row] = []
    left: list[str] = []
    only: dict[str, int] = {}
    for sign, most in MOST.items():
        own = [
            key
            for key in runs
            if key[0] == sign and (key[3] != "inferred" or not _is_said(runs[key], said.get(key[:2], ()), profile.day))
        ]
        spans = {key: _merge((run[0].bounds, run[-1].bounds) for run in runs[key]) for key in own}
        found = sorted(key for key in own if key not in weak)
        found.sort(key=lambda key: (is_doubtful(key), -_rank_day(spans[key]).toordinal(), key[3] == "inferred"))
        word = DENIED if sign == DENIED else SIGN_WORDS[sign]  # type: ignore[index]
        alike = _group(found, {key: (_tell_spans(spans[key], profile.lifetime), readings[key]) for key in found})
        most = _fit(len(alike), most)
        for (when, status, reading), keys in alike[:most]:
            ties_told = [tie for key in keys for run in runs[key] for tie in run]
            claims = {claim.id for tie in ties_told for claim in tie.claims}
            told = f"{len(claims)}{according_to(ties_told, opened.actors.name)}"
            names = dict.fromkeys(_name(key[1], profile, opened) for key in keys)
            named = "; ".join(textwrap.shorten(name, _LONGEST_NAME, placeholder=" ...") for name in names)
            relation = ", ".join(dict.fromkeys(key[2] for key in keys)) + "*" * is_doubtful(keys[0])
            rows.append((word, relation, named, when, status, reading, told))
        hidden = sum(len(keys) for _, keys in alike[most:])
        left += [f"{hidden} of {word}"] if hidden else []
        only |= {word: len(own) - len(found)} if len(own) > len(found) else {}
    told = ", ".join(f"{count} {word}" for word, count in only.items())
    return rows, left + ([f"{sum(only.values())} only possible ({told})"] if only else [])


def _key(tie: Tie, profile: Profile, opened: Build) -> _Key:
    return told_sign(tie), _other(tie, profile), _relation(tie, profile, opened), tie.status


def _is_said(runs: Iterable[tuple[Tie, ...]], said: Collection[Spell], day: date | None) -> bool:
    """Tell whether what follows adds nothing to what is said: nothing at all, or no time at which it surely is so."""
    whole = unite(said)
    known = [_known_days(tie) for run in runs for tie in run]
    days = [span for span in known if span] if day is None else []
    return bool(whole) and all(intersect([[span], whole]) == (span,) for span in days)


def _known_days(tie: Tie) -> Spell | None:
    """Return the days on which a tie is certain or presumed, or between which it surely happened; None without any."""
    if tie.extent.aspect == "happening":
        return may_be(tie.extent) if tie.reading != "possible" else None
    return surely_is(tie.extent) or tie.extent.presumed


def _group(
    found: Iterable[_Key], told: Mapping[_Key, tuple[str, str]]
) -> list[tuple[tuple[str, str, str], list[_Key]]]:
    """Return what is one row: one relation to several alike, and several relations to the same ones, at the same time.

    Parameters
    ----------
    found : iterable of _Key
        Of one sign, in order.
    told : mapping of _Key to (str, str)
        When each is so, and how surely.
    """
    several: dict[tuple[str, str, str, str], list[_Key]] = defaultdict(list)
    for key in found:
        when, reading = told[key]
        several[key[2], when, "" if key[3] == DENIED else key[3], reading].append(key)
    rows: dict[tuple[tuple[str, str, str], frozenset[str]], list[_Key]] = defaultdict(list)
    for (_, *how), keys in several.items():
        when, status, reading = how
        rows[(when, status, reading), frozenset(key[1] for key in keys)] += keys
    return [(how, keys) for (how, _), keys in rows.items()]


def _join_partings(runs: dict[_Key, list[tuple[Tie, ...]]]) -> None:
    """Let one row tell that somebody merged into another and joined it: of the two a data set often dates neither."""
    dated = {key for key, found in runs.items() if any(tie.bounds for run in found for tie in run)}
    for key in sorted(runs.keys() - dated):
        others = [each for each in sorted(dated) if (*each[:2], each[3]) == (*key[:2], key[3])]
        relations = {tie.relation for each in (key, *others) for run in runs[each] for tie in run}
        if len(others) == 1 and relations <= _PARTINGS:
            sign, other, relation, status = others[0]
            both = [*runs.pop(others[0]), *runs.pop(key)]
            runs[sign, other, f"{relation}, {key[2]}", status] = both


def _relation(tie: Tie, profile: Profile, opened: Build) -> str:
    """Return the relation as it reads from the actor to the other: *opposes*, *opposes it*."""
    relations = opened.relations
    if tie.relation in relations.symmetric or tie.subject in profile.actor.iris:
        return relations.label(tie.relation)
    inverse = next((other for other, own in sorted(relations.inverse.items()) if own == tie.relation), None)
    if inverse:
        return relations.label(inverse)
    verb, space, adverb = relations.label(tie.relation).rpartition(" ")
    return f"{verb} it {adverb}" if space and adverb.endswith("ly") else f"{relations.label(tie.relation)} it"


def _name(iri: str, profile: Profile, opened: Build) -> str:
    """Return what another actor is called; a namesake with its id, or it would seem to have a tie with itself."""
    other, own = opened.actors[iri], profile.actor
    is_own = any(name.text == other.label for name in own.names)
    return f"{other.label} ({other.id})" if is_own else other.label


def _merge(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order of time, one for those that are told to overlap: the widest of them."""
    kept: list[Span] = []
    for first, last in sorted(
        spans,
        key=lambda s: (s[0].earliest_begin or date.min, s[0].latest_begin or date.min, s[1].latest_end or date.max),
    ):
        end = kept[-1][1].latest_end or kept[-1][1].earliest_end if kept else None
        if (
            end
            and (first.earliest_begin or date.min) <= end
            and not (kept[-1][1].latest_end and first.latest_begin is None)
        ):
            own = kept[-1][0]
            is_earlier = own.earliest_begin is not None and own.earliest_begin != first.earliest_begin
            begun = own if own.latest_begin or is_earlier else first
            kept[-1] = (begun, max(kept[-1][1], last, key=_ending))
        else:
            kept.append((first, last))
    return kept


def _ending(bounds: Bounds) -> tuple[date, date]:
    """Return by what the latest of several ends is found: of those by one day that which was not before the latest."""
    return bounds.latest_end or bounds.earliest_end or date.min, bounds.earliest_end or date.min


def _tell_spans(spans: Iterable[Span], life: Lifetime = _UNTOLD) -> str:
    """Return from when to when, of each span that is dated; what one claim dates is not undated by another."""
    told = [_when(span, life) for span in spans]
    return "; ".join([when for when in told if when != "undated"] or told[:1])


def _when(span: Span, life: Lifetime = _UNTOLD) -> str:
    """Return from when to when in a few signs; ``2015/2019`` is a year between these, not told which.

    What the years of the actor itself cut has these as its heading has them: ``2014-08-01/2019``. That the two were
    there decades before says nothing of when they began, nor does an end that they had before it.
    """
    first, last = span
    begin, begun, end = first.earliest_begin, first.latest_begin, last.latest_end
    if begin and begin == end:
        return str(begin)
    if begin and begun and begun.year - begin.year > tables.DECADES:
        begin = None
    if end and begun == last.earliest_end == end:
        begun = None
    early = _years(begin, begun, life) if begin else _year(begun, " or earlier")
    late = _years(last.earliest_end, end, life) if end else _year(last.earliest_end, " or later")
    early += " or later" if begin and not begun else ""  # it may have begun at any time then
    late += " or earlier" if end and not last.earliest_end else ""
    if early and late and early[:4] == late[:4] and "/" not in early + late:
        year, is_open = early[:4], (not begin, not end)
        is_lasting = last.earliest_end or first.latest_begin != end  # or it happened, not told on which day
        told = {
            (False, False): year,
            (True, False): f"until {year}" if is_lasting else f"by {year}",
            (False, True): f"from {year} on",
        }
        return told.get(is_open, f"in {year}, or longer")
    if early and late:
        return f"{early} to {late}"
    if late and end == last.earliest_end:
        return f"until {late}"
    return f"to {late}" if late else f"from {early} on" if early else "undated"


def _years(first: date | None, last: date | None, life: Lifetime) -> str:
    """Return the first and the last year, or day, if it is one on which the actor began or ended."""
    if first and last and first != last and first.year == last.year:
        return str(first.year)
    return "/".join(dict.fromkeys(_tell_day(day, life) for day in (first, last) if day))


def _tell_day(day: date, life: Lifetime) -> str:
    turns = {parse_date(life.begin): life.begin} if life.begin else {}
    turns |= {parse_date(life.end, last=True): life.end} if life.end else {}
    return turns.get(day, str(day.year))


def _year(day: date | None, more: str) -> str:
    return f"{day.year}{more}" if day else ""


def _rank_day(spans: Sequence[Span]) -> date:
    """Return the last day that something may have been so on; of what may never have been the first."""
    if any(first.latest_begin or last.earliest_end for first, last in spans):
        return max(last.latest_end or date.max for _, last in spans)
    return min(first.earliest_begin or date.min for first, _ in spans)


def _other(tie: Tie, profile: Profile) -> str:
    return tie.object if tie.subject in profile.actor.iris else tie.subject


def _contributors(helping: Sequence[Tie], opened: Build) -> list[str]:
    """Say who contributes to its side, the latest first; who only may do so stands apart, and is counted apart."""
    last: dict[str, date] = {}
    for tie in helping:
        day = tie.bounds.latest_end or date.max
        last[tie.subject] = max(day, last.get(tie.subject, day))
    if not last:
        return []
    ordered = sorted(last, key=lambda iri: (-last[iri].toordinal(), iri))
    unsure = find_possible(helping, opened.relations).get(helping[0].object, set())
    sure = [opened.actors.name(iri) for iri in ordered if iri not in unsure]
    possible = [opened.actors.name(iri) for iri in ordered if iri in unsure]
    told = [f"{_first(sure, _MOST_NAMES)}"] if sure else []
    told += [f"possible: {_first(possible, _MOST_NAMES)}"] if possible else []
    many = count_apart(len(sure), len(possible))
    return [f"{many} contribute{'s' * (len(last) == 1)} to its side: {'; '.join(told)}\n"]


def _wholes(profile: Profile, options: str) -> list[str]:
    """Say with how many the state of an organ has hostility: who fights is often told of the state only."""
    lines = []
    seen = profile.build
    organ = [t for t in profile.ties if t.relation == str(SKG.organOf) and t.subject in profile.actor.iris]
    for iri in sorted({t.object for t in organ if t.status != "denied"}):
        ties = [t for t in list_ties(seen, {iri}) if told_sign(t) == "-"] if seen else []
        others = {end for t in ties for end in (t.subject, t.object)} - {iri, *profile.actor.iris}
        if seen and others:
            whole = seen.actors[iri]
            told = f"hostility with {len(others)} other{'s' * (len(others) != 1)}"
            lines.append(f"Organ of {whole.label}, which has {told}: sahel-kg show {shlex.quote(whole.id)}{options}\n")
    return lines


def _cautions(profile: Profile, opened: Build, options: str) -> list[str]:
    """Say what to know of how it is told of, with where to look; of the others of its ties who they are."""
    lines: dict[str, str] = {}
    others: dict[str, None] = {}
    for each in profile.cautions:
        if each.actor in profile.actor.iris:
            other = opened.actors[each.other].id if each.other in opened.actors.iris else ""
            lines.setdefault(each.text, f"; sahel-kg show {shlex.quote(other)}{options}" if other else "")
        elif each.text not in lines:
            others[opened.actors.name(each.actor)] = None
    told = [f"Note: {text.rstrip('.')}{there or '.'}\n" for text, there in lines.items()]
    named = _first(list(others), _MOST_NAMES)
    return [*told, *([f"To be read with a note, which sahel-kg show NAME has: {named}\n"] if others else [])]


def _places(profile: Profile, opened: Build) -> list[str]:
    """Return a line on where the actor is and what it holds, the latest first: relation, places, when.

    Of a day the surest of several claims of one place is told.
    """
    told_of: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in profile.places:
        relation = f"{'denied: ' * (tie.status == 'denied')}{_relation(tie, profile, opened)}"
        told_of[relation, _other(tie, profile)].append(tie)
    spans: dict[tuple[str, str, str], list[Tie]] = {}
    for (relation, place), ties in told_of.items():
        best = min((tie.reading for tie in ties), key=BEST_FIRST.index)
        doubt = best if profile.day and best != "certain" else ""
        spans[relation, place, doubt] = [tie for tie in ties if tie.reading == best] if profile.day else ties
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    merged = {key: _merge((tie.bounds, tie.bounds) for tie in ties) for key, ties in spans.items()}
    when = {key: _tell_spans(own, profile.lifetime) for key, own in merged.items()}
    dated = sorted(merged, key=lambda key: (when[key] == "undated", -_rank_day(merged[key]).toordinal()))
    for key in sorted(dated, key=lambda key: key[0].startswith("denied")):
        said, place, reading = key
        alike[said, when[key], reading].append(opened.labels.get(place, compact(place)))
    told = [
        f"{said} {_first(places, _MOST_NAMES)} ({', '.join(dict.fromkeys(filter(None, (days, reading))))})"
        for (said, days, reading), places in alike.items()
    ]
    return _list("Places", told, str)


def _list(what: str, found: Sequence[object], tell: Callable[..., str], *, latest: bool = False) -> list[str]:
    """Return a line on things of one sort: how many, and the first of them."""
    if not found:
        return []
    told = list(dict.fromkeys(map(tell, found)))
    return [f"{what}{' (latest first)' * latest}: {_first(told, _MOST_OTHERS, '; ')}\n"]


def _fit(number: int, most: int) -> int:
    """Return how many of a number are shown: a single one is never hidden, to say so would take its room."""
    return number if number <= most + 1 else most


def _first(names: Sequence[str], most: int, between: str = ", ") -> str:
    """Return the first of some names, and how many more there are."""
    count = _fit(len(names), most)
    more = f"{between.strip(', ')} and {len(names) - count} more" if count < len(names) else ""
    return between.join(names[:count]) + more
