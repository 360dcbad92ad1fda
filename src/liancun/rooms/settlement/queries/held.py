"""What waits for an answer, to whom it is owed (因异议搁置)."""

from liancun.base.viewer import Viewer
from liancun.rooms.notices.facts import Said
from liancun.rooms.notices.queries import objections_among
from liancun.rooms.settlement import gateways, holds, rules
from liancun.rooms.settlement.kinds import known
from liancun.rooms.settlement.models import RunLine
from liancun.rooms.settlement.queries.pages import HeldRow
from liancun.rooms.settlement.queries.scope import lines_in_reach, own_lines


def own_held(viewer: Viewer) -> tuple[HeldRow, ...]:
    """The viewer's and the own household's lines of which something waits, newest first.

    A deduction that waits with all that it is taken from is told by what was said of that.
    """
    mine = lines_in_reach(viewer).filter(own_lines(viewer), payable=True)
    lines = dict(mine.order_by().values_list("pk", "run"))
    runs = frozenset(lines.values())
    rows = [row for row in holds.lines_held(runs) if row.pk in lines]
    if not rows:
        return ()
    said = [each for each in gateways.said_of(runs) if holds.objected(each).holds]
    held = holds.holds_of(runs)
    own = objections_among(viewer, (each.objection for each in said))
    said_of: dict[int, list[Said]] = {}
    for each in said:
        said_of.setdefault(holds.line_of(each), []).append(each)
    less = [row for row in holds.deductions_held(runs) if row.pk in lines]
    for row, others in holds.taken_from([*rows, *less]):
        said_of.setdefault(row.pk, [each for other in others for each in said_of.get(other.pk, ())])
    found = []
    for row in sorted([*rows, *less], key=lambda row: row.pk, reverse=True):
        whole = row.own_state == rules.HELD
        fen = abs(row.amount_fen) if whole else min(held.get(row.pk, 0), abs(holds.open_fen(row)))
        if fen and said_of.get(row.pk):
            found.append(_row(row, fen, said_of[row.pk], own))
    return tuple(found)


def _row(row: RunLine, fen: int, said: list[Said], own: frozenset[int]) -> HeldRow:
    """A line by the first of what was said of it; the viewer's own comes first."""
    first = min(said, key=lambda each: (each.objection not in own, each.objection))
    return HeldRow(
        line=row.pk,
        ref=f"line:{row.pk}",
        kind=row.run.kind,
        period=row.run.period,
        direction=known()[row.run.kind].direction,
        amount_fen=row.amount_fen,
        held_fen=fen,
        said_on=first.happened_on,
        answer=first.state,
        objection=f"objection:{first.objection}" if first.objection in own else "",
    )
