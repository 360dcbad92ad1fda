"""What waits for an answer, to whom it is owed (因异议搁置)."""

from liancun.base.viewer import Viewer
from liancun.rooms.notices.facts import Said
from liancun.rooms.notices.queries import objections
from liancun.rooms.settlement import facts, gateways, holds, rules
from liancun.rooms.settlement.kinds import known
from liancun.rooms.settlement.models import RunLine
from liancun.rooms.settlement.queries.pages import HeldRow
from liancun.rooms.settlement.queries.scope import lines_in_reach, own_lines

OBJECTIONS_MOST = 500


def own_held(viewer: Viewer) -> tuple[HeldRow, ...]:
    """The viewer's and the own household's lines of which something waits, newest first.

    A deduction that waits with all that it is taken from is told by what was said of that.
    """
    mine = lines_in_reach(viewer).filter(own_lines(viewer), payable=True)
    runs = set(mine.order_by().values_list("run", flat=True).distinct())
    said = [each for each in gateways.said_of(runs) if holds.objected(each).holds]
    if not said:
        return ()
    held = holds.holds_of(runs)
    said_of: dict[int, list[Said]] = {}
    for each in said:
        said_of.setdefault(holds.line_of(each), []).append(each)
    ours = mine.filter(pk__in=list(said_of))
    posted = dict(facts.unsettled(facts.postable(ours)).values_list("pk", "open_fen"))
    states = facts.last_line_events(runs)
    wholly = {pk for pk, event in states.items() if event.state == rules.HELD}
    rows = mine.filter(pk__in=[*said_of, *wholly]).defer(*facts.WHY).select_related("run").order_by("-pk")
    for row, others in holds.taken_from(rows):
        if row.pk in wholly and row.pk not in said_of:
            said_of[row.pk] = [each for other in others for each in said_of.get(other.pk, ())]
    own = {each.number for each in objections(viewer, limit=OBJECTIONS_MOST).rows}
    found = []
    for row in rows:
        open_fen = min(held.get(row.pk, 0), abs(posted.get(row.pk, 0)))
        fen = abs(row.amount_fen) if row.pk in wholly else open_fen
        if fen and said_of.get(row.pk):
            found.append(_row(row, fen, said_of[row.pk], own))
    return tuple(found)


def _row(row: RunLine, fen: int, said: list[Said], own: set[int]) -> HeldRow:
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
