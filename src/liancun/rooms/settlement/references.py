"""What `why` finds here (为什么): a run, a line, a payment, each one step down to what it rests on."""

from collections.abc import Iterable

from liancun.base.references import Kept, Trace, explained, number, stated
from liancun.base.viewer import Viewer
from liancun.kernel import Reason
from liancun.rooms.settlement import calculation, queries
from liancun.rooms.settlement.models import Run


def run(viewer: Viewer, key: str) -> Trace:
    """A run: its totals, pots and steps; it rests on its notice, its resolution, its entries."""
    found = queries.run_detail(viewer, number(key))
    row = found.row
    title = Reason.of(
        "settlement.run",
        found.life_clause,
        kind=row.kind,
        title=row.title,
        period=row.period,
        org=row.org_code,
        state=row.state,
        lines=row.line_count,
        total_fen=row.total_fen,
    )
    known = [
        *((f"pots.{part}_fen", fen) for part, fen in found.pots.items()),
        *((f"totals.{name}", value) for name, value in found.totals.items()),
        ("digest", found.digest),
        ("clauses", ", ".join(found.clauses)),
    ]
    parents = [found.reverses, *(step.ref for step in found.steps)]
    kept = Kept(calculation.known_kind(row.kind).total_type, found.totals)
    return Trace(row.ref, title, tuple(known), found.reasons, _some(parents), row.org_code, "", kept)


def line(viewer: Viewer, key: str) -> Trace:
    """A line: its reasons and facts; it rests on single records, its run, the line or run it sets right."""
    found = queries.line_detail(viewer, number(key))
    row = found.row
    title = Reason.of(
        "settlement.line",
        found.reasons[0].clause if found.reasons else "",
        subject=row.name or row.subject,
        part=row.part,
        period=row.period,
        amount_fen=row.amount_fen,
        state=row.state,
    )
    known = [*found.facts.items(), ("paid_fen", row.paid_fen), ("digest", found.digest)]
    parents = [*queries.records_of(viewer, row.line), found.replaces, found.first_run, found.run_ref]
    kept = Kept(queries.fact_type(row.kind), queries.facts_ruled_on(found))
    return Trace(
        row.ref, title, tuple(known), found.reasons, _some(parents), row.org_code, row.village_code, kept
    )


def _some(refs: Iterable[str]) -> tuple[str, ...]:
    return tuple(ref for ref in dict.fromkeys(refs) if ref)


def payment(viewer: Viewer, key: str) -> Trace:
    """A payment: when, how much, its receipt; it rests on its line and its entry."""
    found = queries.payment(viewer, number(key))
    title = Reason.of(
        "settlement.payment",
        state=found.state,
        amount_fen=found.amount_fen,
        happened_on=str(found.happened_on),
        receipt=found.receipt,
    )
    known = [("payee", found.payee), ("bank_ref", found.bank_ref), ("failure", found.failure)]
    return Trace(
        found.ref,
        title,
        stated(known),
        parents=_some([f"line:{found.line}", found.undoes, found.undone_by, found.entry]),
        org_code=found.org_code,
        village_code=found.village_code,
        kept=explained(found),
    )


def run_names(viewer: Viewer, keys: list[str]) -> dict[str, Reason]:
    """What runs settle: the kind of money and its period."""
    rows = viewer.limit(Run.objects.filter(pk__in=[key for key in keys if key.isdecimal()]), village="")
    return {str(row.pk): Reason.of("name.run", kind=row.kind, period=row.period) for row in rows}


NAMES = {"run": run_names}
RESOLVERS = {"run": run, "line": line, "payment": payment}
