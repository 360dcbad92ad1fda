"""What `why` finds here (为什么): "park:2025", the year as agreed with the company."""

from liancun.base.references import Trace, explained
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.park.models import ParkStatement
from liancun.rooms.park.queries.year import statement


def park(viewer: Viewer, key: str) -> Trace:
    """A statement: its items and its paper; what was shared by it names it."""
    known = key.isascii() and key.isdecimal() and len(key) == 4
    org_code = (
        ParkStatement.objects.filter(year=int(key)).values_list("org_code", flat=True).first()
        if known
        else None
    )
    told = statement(viewer, org_code, int(key)) if org_code else None
    if told is None:
        raise Refusal("viewer.not_found")
    title = Reason.of("park.statement", year=int(key), net_fen=told.net_fen, revision=told.revision)
    names = (
        *("fruit_g", "fruit_fen", "labour_fen", "fee_fen", "inputs_fen", "management_fen"),
        *("agreed_on", "document", "recorded_by"),
    )
    seen = tuple((name, getattr(told, name)) for name in names)
    return Trace(
        told.ref,
        title,
        tuple((name, str(said) if name == "agreed_on" else said) for name, said in seen),
        kept=explained(told),
    )


RESOLVERS = {"park": park}
