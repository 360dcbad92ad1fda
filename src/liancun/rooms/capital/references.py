"""What `why` finds here (为什么): "share:head/GJ-0001"."""

from datetime import date

from liancun.base.references import Trace
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.capital import queries
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.registry.queries import names


def share(viewer: Viewer, key: str) -> Trace:
    """A lot: whose, how many shares at which price; it rests on its entry and the lot it came from."""
    org_code, _slash, number = key.partition("/")
    row = ShareLot.objects.select_related("parent").filter(org_code=org_code, number=number).first()
    if row is None:
        raise Refusal("viewer.not_found")
    lots = queries.lots_of(viewer, org_code, row.party, on=date.max)
    found = next(lot for lot in lots if lot.number == number)
    title = Reason.of(
        "capital.lot",
        number=number,
        party=names(viewer, [row.party]).get(row.party, row.party),
        shares=found.shares,
        left=found.left,
        price_fen=found.price_fen,
        held_fen=found.held_fen,
    )
    above = [row.entry_ref, f"share:{org_code}/{row.parent.number}" if row.parent else "", row.resolution]
    return Trace(
        f"share:{key}",
        title,
        (("happened_on", str(row.happened_on)), ("document", row.document)),
        parents=tuple(ref for ref in above if ":" in ref),
    )


RESOLVERS = {"share": share}
