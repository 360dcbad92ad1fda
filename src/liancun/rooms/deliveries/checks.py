"""What must always be true of deliveries (交售核对)."""

from collections.abc import Iterator

from django.db.models import F

from liancun.base.findings import Finding
from liancun.rooms.deliveries.facts.doubts import doubtful
from liancun.rooms.deliveries.models import WeighSlip


def net_is_gross_less_the_rest() -> Iterator[Finding]:
    """No slip's net weight was touched."""
    wrong = WeighSlip.objects.exclude(net_g=F("gross_g") - F("tare_g") - F("deduction_g"))
    for pk, number in wrong.order_by("pk").values_list("pk", "number"):
        yield Finding.of("tampered", f"slip:{pk}", "deliveries.net_differs", number=number)


def corrections_are_a_chain() -> Iterator[Finding]:
    """A revision supersedes the one before it of the same slip."""
    rows = WeighSlip.objects.exclude(revision=1).select_related("supersedes").order_by("pk")
    for row in rows.iterator():
        above = row.supersedes
        if (
            above is None
            or above.revision != row.revision - 1
            or (above.org_code, above.site, above.weighed_on, above.number)
            != (row.org_code, row.site, row.weighed_on, row.number)
        ):
            yield Finding.of("broken", f"slip:{row.pk}", "deliveries.broken_chain", number=row.number)


def weighings_count_once() -> Iterator[Finding]:
    """No two slips that count may be one weighing, of which nobody has said that they are two."""
    for org_code in sorted(set(WeighSlip.objects.order_by().values_list("org_code", flat=True).distinct())):
        for pair in doubtful(org_code):
            if WeighSlip.State.HELD not in (pair.one.state, pair.other.state):
                said = {"one": pair.one.said.number, "other": pair.other.said.number}
                yield Finding.of("broken", f"slip_doubt:{pair.key}", "deliveries.perhaps_one", **said)


CHECKS = (net_is_gross_less_the_rest, corrections_are_a_chain, weighings_count_once)
