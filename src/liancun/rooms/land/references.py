"""What `why` finds here (为什么): "plot:99010110020100001", "contract:TD-00001"."""

from liancun.base import clock
from liancun.base.references import Trace, explained, stated
from liancun.base.viewer import Viewer
from liancun.kernel import Reason
from liancun.rooms.land import queries


def plot(viewer: Viewer, key: str) -> Trace:
    """A plot: its class and areas, who holds it; the contracts over it."""
    card = queries.plot_card(viewer, key, on=clock.today())
    row = card.row
    title = Reason.of(
        "land.plot",
        plot=row.code,
        name=row.name,
        land_class=row.land_class,
        slope_deg=row.slope_deg,
        measured_centimu=row.measured_centimu,
        holder=row.holder_name or row.holder,
    )
    return Trace(
        row.ref,
        title,
        (
            ("contract_centimu", row.contract_centimu),
            ("registered_centimu", row.registered_centimu),
            ("measured_centimu", row.measured_centimu),
            ("start", str(row.start)),
            ("boundary", card.boundary),
            ("document", row.document),
            ("recorded_by", card.recorded_by),
        ),
        parents=tuple(f"contract:{each.number}" for each in card.contracts),
        org_code=row.org_code,
        village_code=row.village_code,
        kept=explained(row),
    )


def contract(viewer: Viewer, key: str) -> Trace:
    """A contract: who gave which land to whom, until when, at what price; it rests on its plots."""
    today = clock.today()
    card = queries.contract_card(viewer, queries.org_of_contract(viewer, key, on=today), key, on=today)
    row = card.row
    title = Reason.of(
        "land.contract",
        number=row.number,
        giver=row.giver_name or row.giver,
        plots=row.plots,
        area_centimu=row.area_centimu,
        form=row.form,
        start=str(row.start),
        end=str(row.last),
        rate_fen=row.rate_fen,
        payer=row.payer_name or row.payer,
    )
    known = (
        ("taker", row.taker_name or row.taker),
        ("use", card.use),
        ("pay_by", card.pay_by),
        ("signed_on", str(row.signed_on)),
        ("filed_on", str(row.filed_on or "")),
        ("ended_on", str(card.ended_on or "")),
        ("document", card.document),
        ("recorded_by", card.recorded_by),
    )
    parents = tuple(each.ref for each in card.plots)
    return Trace(
        row.ref,
        title,
        stated(known),
        parents=parents,
        org_code=row.org_code,
        village_code=row.village_code,
        kept=explained(row),
    )


RESOLVERS = {"plot": plot, "contract": contract}
