"""Sales that are not in a month's book yet (未入账的销售)."""

from collections.abc import Iterator

from liancun.base.unentered import Unentered
from liancun.kernel import Period
from liancun.rooms.sales import facts


def sold(org_code: str, month: Period) -> Iterator[Unentered]:
    """The month's sales and losses, where they were not posted."""
    if str(month) in facts.unposted_months(org_code, month.year):
        buyers = facts.sold_by_buyer(org_code, month.first_day, month.last_day)
        yield Unentered("sales_unposted", "", str(month), len(buyers), sum(buyers.values()))


UNENTERED = (sold,)
