"""`liancun why outcome:...`: what a figure is made of (成效的来历)."""

from dataclasses import asdict
from typing import Any

from liancun.base import clock, references
from liancun.base.references import Kept, Resolver, Trace
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.outcomes import queries


def _outcome(viewer: Viewer, key: str) -> Trace:
    row = queries.figure(viewer, key)
    facts: list[tuple[str, str | int]] = [
        ("published", row.published),
        ("met", row.met),
        ("dates", row.dates),
    ]
    if row.computed is not None:
        facts.insert(1, ("computed", row.computed))
    for name, value in (("numerator", row.numerator), ("denominator", row.denominator)):
        if value is not None:
            facts.append((name, value))
    facts += [*row.faults.items(), *row.also.items()]
    return Trace(
        ref=f"outcome:{row.id}",
        title=Reason.of("outcomes.figure", label=row.label, definition=row.definition),
        facts=tuple(facts),
        parents=queries.records(viewer, key),
        kept=Kept(queries.Figure, asdict(row)),
    )


def _own_income(viewer: Viewer, key: str) -> Trace:
    """A year of the collectives in reach: by village, down to the entries."""
    year, today = references.number(key), clock.today()
    found = queries.own_income(viewer, on=today)
    total = next((each for each in found.totals if each.year == year), None)
    if total is None:
        raise Refusal("viewer.not_found")
    rows: Any = [
        {"village": row.village, "total_fen": each.total_fen}
        for row in found.rows
        for each in row.years
        if each.year == year
    ]
    return Trace(
        ref=f"own_income:{year}",
        title=Reason.of(
            "outcomes.own_income", found.clause, year=year, upto=str(total.upto), total_fen=total.total_fen
        ),
        facts=(("collectives", rows),),
        reasons=(Reason.of("outcomes.own_income_since", found.clause, since=str(found.since)),),
        parents=queries.income_refs(viewer, year, on=today),
    )


RESOLVERS: dict[str, Resolver] = {"outcome": _outcome, "own_income": _own_income}
