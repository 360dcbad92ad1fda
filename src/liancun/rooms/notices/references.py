"""What a notice's reference opens (公示来历)."""

from liancun.base import clock
from liancun.base.references import Trace, number
from liancun.base.viewer import Viewer
from liancun.kernel import Reason
from liancun.rooms.notices import queries


def notice(viewer: Viewer, key: str) -> Trace:
    """notice:ID"""
    row = queries.notice(viewer, number(key), on=clock.today())
    title = Reason.of(
        "notices.notice", title=row.title, period=row.period, count=row.item_count, total_fen=row.total_fen
    )
    facts = (
        ("state", row.state),
        ("opens_on", str(row.opens_on or "")),
        ("closes_on", str(row.closes_on or "")),
        ("digest", row.digest),
    )
    return Trace(f"notice:{key}", title, facts, (), (row.list_ref,))


RESOLVERS = {"notice": notice}
