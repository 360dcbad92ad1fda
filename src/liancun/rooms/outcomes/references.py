"""`liancun why outcome:...`: what a figure is made of (成效的来历)."""

from liancun.base.references import Resolver, Trace
from liancun.base.viewer import Viewer
from liancun.kernel import Reason
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
    )


RESOLVERS: dict[str, Resolver] = {"outcome": _outcome}
