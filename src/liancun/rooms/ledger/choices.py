"""What the books offer to choose from (账簿里的选项): the accounts of a chart."""

from datetime import date

from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.ledger import queries


def accounts(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The accounts of an organisation's book, by code or name; none where it keeps none."""
    try:
        rows = queries.accounts(viewer, org_code, on=on)
    except Refusal:
        return ()
    return matching(((row.code, row.name) for row in rows), asked)
