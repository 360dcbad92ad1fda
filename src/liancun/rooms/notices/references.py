"""What a notice's reference opens (公示来历)."""

from dataclasses import asdict
from typing import Any

from liancun.base import clock
from liancun.base.references import Kept, Trace, number
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.notices import queries


def notice(viewer: Viewer, key: str) -> Trace:
    """notice:ID; who has a line on a list that is not shown to them learns what it is, and may object."""
    try:
        row = queries.notice(viewer, number(key), on=clock.today())
    except Refusal:
        named = queries.naming(viewer, number(key), on=clock.today())
        if named is None:
            raise
        title = Reason.of("notices.naming", title=named.title, period=named.period)
        return Trace(f"notice:{key}", title, org_code=named.org_code, village_code=named.village_code)
    said: dict[str, Any] = {"title": row.title, "period": row.period, "count": row.item_count}
    title = Reason.of("notices.few", **said)
    if row.total_fen is not None:
        title = Reason.of("notices.notice", **said, total_fen=row.total_fen)
    facts = (
        ("state", row.state),
        ("opens_on", str(row.opens_on or "")),
        ("closes_on", str(row.closes_on or "")),
        ("digest", row.digest),
    )
    return Trace(f"notice:{key}", title, facts, (), (row.list_ref,), row.org_code, row.village_code)


def objection(viewer: Viewer, key: str) -> Trace:
    """objection:ID"""
    row, shown = queries.objection(viewer, number(key))
    title = Reason.of(
        "notices.objection", objector=shown.objector, happened_on=str(shown.happened_on), text=shown.text
    )
    return Trace(
        f"objection:{key}",
        title,
        parents=(f"notice:{row.notice_id}", row.line_ref),
        org_code=row.org_code,
        village_code=row.village_code,
        kept=Kept(queries.ObjectionRow, asdict(shown)),
    )


RESOLVERS = {"notice": notice, "objection": objection}
