"""What the books offer to choose from (账簿里的选项): the accounts of a chart."""

from datetime import date

from liancun.base import charters, decisions
from liancun.base.choices import Offered, matching
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.ledger import queries
from liancun.rooms.ledger.rules import CHART_FAMILIES
from liancun.rooms.ledger.rules.pages import is_money


def accounts(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The accounts of an organisation's book, by code or name; none where it keeps none."""
    try:
        rows = queries.accounts(viewer, org_code, on=on)
    except Refusal:
        return ()
    return matching(((row.code, row.name) for row in rows), asked)


def money(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The accounts of money in an organisation's book: cash, bank and what it has beside them."""
    return tuple(row for row in accounts(viewer, org_code, on, asked) if is_money(row[0]))


def charted(viewer: Viewer, org_code: str, on: date, asked: str = "") -> Offered:
    """The accounts that a decision may name: those of an organisation's book, else of every chart, which one
    from before it began is held against as it began."""
    found = dict(accounts(viewer, org_code, on)) if org_code else {}
    if not found:
        for chart in CHART_FAMILIES.values():
            begun = max(on, decisions.first_day(chart.DECISION))
            found |= {code: spec.name for code, spec in charters.in_force(chart, on=begun).accounts.items()}
    return matching(found.items(), asked)
