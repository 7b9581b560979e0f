"""Losses for people and for machines: reports side by side, totals with what they contain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sahel_kg import tables
from sahel_kg.builds.casualties import YEAR_COLUMNS, tell_together, total_row
from sahel_kg.events.totals import EVERYBODY, OF_ANOTHER_TIME
from sahel_kg.inference.inferences import weakest_reliability
from sahel_kg.vocabulary import compact

if TYPE_CHECKING:
    from sahel_kg.builds.build import Build
    from sahel_kg.events.reports import Report
    from sahel_kg.events.totals import Total

COLUMNS = (
    *("event", "event_label", "party", "party_label", "loss", "low", "best", "high"),
    *("earliestBegin", "latestBegin", "earliestEnd", "latestEnd", "source", "segment", "basis", "reliability"),
    *("credibility", "claims", "total"),
)
_SHOWN = ("event", "loss", "number", "whose", "when", "in the total", "source", "sentence", "grade")


def as_dict(reports: Iterable[Report], totals: Iterable[Total], build: Build) -> dict[str, Any]:
    """Return the object of the JSON formats (docs/formats/casualties.schema.json)."""
    return {
        "version": 1,
        "as_of": build.when.day.isoformat() if build.when.day else None,
        "reports": [
            {
                **report.as_dict(),
                "bounds": report.bounds.as_dict(),
                "grade": dict(zip(("reliability", "credibility"), _grade(report, build), strict=True)),
                "claims": [claim.as_dict() for claim in report.claims],
            }
            for report in reports
        ],
        "totals": [total.as_dict() for total in totals],
    }


def rows(reports: Iterable[Report], totals: Sequence[Total], build: Build) -> list[tuple[object, ...]]:
    """Return one row of `COLUMNS` a report."""
    out: list[tuple[object, ...]] = []
    for report in reports:
        letter, credibility = _grade(report, build)
        first = report.claims[0]
        out.append(
            (
                compact(report.event),
                _label(report.event, build),
                " ".join(map(compact, report.parties)),
                _whose(report, build),
                report.loss,
                report.low,
                report.best,
                report.high,
                *report.bounds.as_dict().values(),
                compact(report.source),
                first.place,
                first.basis,
                letter,
                credibility,
                " ".join(claim.id for claim in report.claims),
                _use(report, totals),
            )
        )
    return out


def text(
    reports: Sequence[Report], totals: Sequence[Total], build: Build, *, wide: bool = False, most: int | None = None
) -> str:
    """Return reports and totals for a terminal: of many the first, and the highest, and how many more there are."""
    if most and len(reports) > most:
        reports = sorted(reports, key=lambda report: -(report.best or report.low or 0))
    shown = _shown(reports, totals, build)
    none = "No report tells of such losses; that is no sign that there were none.\n"
    told = tables.render_table(_SHOWN, shown, wide=wide, most=most) if shown else none
    if not totals:
        return told
    few = _choose_few(totals, most)
    lines = [f"{_said(total, build)}\n" + "".join(f"  {note}\n" for note in _notes(total)) for total in few]
    lines += [f"{meaning}\n"] if (meaning := tell_together(few, build)) else []
    if left := len(totals) - len(few):
        lines.insert(most or 0, f"{left} more: --all\n")
    time = f", {build.when.in_words()}" if build.when.day else ""
    return told + tables.printable(f"\nTotals{time}; nobody is counted twice\n\n" + "".join(lines))


def _choose_few(totals: Sequence[Total], most: int | None) -> Sequence[Total]:
    """Return the highest totals of parties, as many as are wanted, and everybody's."""
    parties = [total for total in totals if total.party != EVERYBODY]
    if most is None or len(parties) <= most:
        return totals
    parties.sort(key=lambda total: (-(total.best or total.low), -(total.high or 0)))
    return [*parties[:most], *(total for total in totals if total.party == EVERYBODY)]


def markdown(reports: Sequence[Report], totals: Sequence[Total], build: Build) -> str:
    """Return reports and totals as Markdown."""
    lines = [f"| {' | '.join(_SHOWN)} |", "|" + "---|" * len(_SHOWN)]
    lines += [f"| {' | '.join(map(_plain, row))} |" for row in _shown(reports, totals, build)]
    lines += ["", *(f"- {_plain(_said(total, build))}" + _more(total) for total in totals)]
    lines += ["", _plain(meaning)] if (meaning := tell_together(totals, build)) else []
    return tables.printable("\n".join(lines)) + "\n"


def years_markdown(years: Sequence[Total], build: Build) -> str:
    """Return the totals of years as a table in Markdown, with what those of several parties together mean."""
    columns, rows = tables.readable(YEAR_COLUMNS, [(total.year, *total_row(total, build)) for total in years])
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += [f"| {' | '.join(_plain(tables.plain_cell(cell)) for cell in row)} |" for row in rows]
    lines += ["", _plain(meaning)] if (meaning := tell_together(years, build)) else []
    return tables.printable("\n".join(lines)) + "\n"


def _more(total: Total) -> str:
    return "".join(f"\n  - {_plain(note)}" for note in _notes(total))


def _shown(reports: Iterable[Report], totals: Sequence[Total], build: Build) -> list[tuple[object, ...]]:
    out: list[tuple[object, ...]] = []
    uses = {report: _use(report, totals) for report in reports}
    crowded = {use for use, count in Counter(uses.values()).items() if count > _MOST_NAMED} - {
        "counted",
        "counted together",
        _NO_TOTAL,
    }
    for report, use in uses.items():
        if use == OF_ANOTHER_TIME or use in crowded:
            continue  # each total says how many it leaves out
        letter, credibility = _grade(report, build)
        out.append(
            (
                _label(report.event, build),
                report.loss.lower(),
                report.number(),
                _whose(report, build),
                tables.between(report.bounds.earliest_begin, report.bounds.latest_end),
                use,
                compact(report.source).partition(":")[2],
                report.claims[0].place,
                f"{letter}{credibility}",
            )
        )
    return out


def _said(total: Total, build: Build) -> str:
    whose = _label(total.party, build) if total.party else "Everybody"
    others = [_label(party, build) for party in total.together if party != total.party]
    named = "; ".join(others) if len(others) <= _MOST_OTHERS else f"{len(others)} others"
    whose += f" and others together ({named})" if others else ""
    return f"{whose}, {total.loss.lower()}: {total.number()}"


_MOST_OTHERS = 5
_NO_TOTAL = "in no party's total"
_MOST_NAMED = 12
"""So many reports are named one by one; of more a total says how many there are of which source."""


def _notes(total: Total) -> list[str]:
    """Return what a total is made of."""
    said = [f"counted: {_list(total.counted)}"] if total.counted else []
    for what, exclusions in (("contains", total.contains), ("leaves out", total.excluded)):
        by_reason: dict[str, list[Report]] = {}
        for each in exclusions:
            by_reason.setdefault(_without_ids(each.reason), []).append(each.report)
        said += [f"{what} {_list(reports)}: {reason}" for reason, reports in by_reason.items()]
    return said + [_without_ids(note) for note in total.notes]


def _list(reports: Sequence[Report]) -> str:
    if len(reports) <= _MOST_NAMED:
        return ", ".join(map(_short, reports))
    sources = Counter(compact(report.source).partition(":")[2] for report in reports)
    return f"{len(reports)} reports ({', '.join(f'{count} of {name}' for name, count in sorted(sources.items()))})"


def _whose(report: Report, build: Build) -> str:
    """Return whose losses a report counts."""
    named = ", ".join(_label(party, build) for party in report.parties)
    return f"{named}, together" if report.together else named


def _short(report: Report) -> str:
    return f"{report.number()} ({_without_ids(compact(report.iri))})"


def _without_ids(text: str) -> str:
    """Return a text with reports named by their claims, which tell source and sentence."""
    return text.replace("claim:", "").replace("#report", "")


def _use(report: Report, totals: Iterable[Total]) -> str:
    """Say what became of a report in the total of its own kind."""
    for total in totals:
        if total.loss == report.loss:
            if report in total.counted:
                return "counted together" if total.together else "counted"
            for each in [*total.contains, *total.excluded]:
                if each.report == report:
                    return _without_ids(each.reason)
    return _NO_TOTAL if report.together else ""


def _grade(report: Report, build: Build) -> tuple[str, int]:
    return weakest_reliability(report.claims, build.reliability), max(claim.credibility for claim in report.claims)


def _label(iri: str, build: Build) -> str:
    return build.whole.labels.get(iri, compact(iri))


def _plain(cell: object) -> str:
    """Return a text that Markdown takes for nothing else."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>|#" else c for c in str(cell))
