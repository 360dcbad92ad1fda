"""What a line was ruled on (结算行的依据): its facts' dataclass, and the records behind it."""

from typing import Any

from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.rooms.settlement import calculation
from liancun.rooms.settlement.queries.scope import lines_in_reach


def fact_type(kind: str) -> type[Any]:
    """The dataclass whose fields say what the facts of such a line are."""
    return calculation.known_kind(kind).fact_type


def records_of(viewer: Viewer, line_id: int) -> tuple[str, ...]:
    """The records behind a line, as of what it saw; for a supplement, of the period it sets right."""
    row = lines_in_reach(viewer).select_related("run", "first_run").filter(pk=line_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    kind = calculation.known_kind(row.run.kind)
    period = (row.first_run or row.run).period
    asof = Watermark.from_data(row.watermark or row.run.watermark)
    return tuple(kind.records(row.org_code, Period.parse(period), asof, row.subject))
