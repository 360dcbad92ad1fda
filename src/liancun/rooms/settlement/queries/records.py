"""What a line was ruled on (结算行的依据): its facts' dataclass, and the records behind it."""

from collections.abc import Mapping
from typing import Any

from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period
from liancun.rooms.settlement import calculation, rules
from liancun.rooms.settlement.queries.lines import line_in_reach
from liancun.rooms.settlement.queries.pages import LineDetail


def fact_type(kind: str) -> type[Any]:
    """The dataclass whose fields say what the facts of such a line are."""
    return calculation.known_kind(kind).fact_type


def facts_ruled_on(line: LineDetail) -> Mapping[str, Any]:
    """The facts that a line's own rule read: a supplement keeps them beside what was due and was settled."""
    late = rules.original_part(line.row.part) != line.row.part
    found: Mapping[str, Any] = line.facts["facts"] if late else line.facts
    return found


def records_of(viewer: Viewer, line_id: int) -> tuple[str, ...]:
    """The records behind a line, as of what it saw; for a supplement, of the period it sets right."""
    row = line_in_reach(viewer, line_id)
    kind = calculation.known_kind(row.run.kind)
    period = (row.first_run or row.run).period
    asof = Watermark.from_data(row.watermark or row.run.watermark)
    return tuple(kind.records(row.org_code, Period.parse(period), asof, row.subject))
