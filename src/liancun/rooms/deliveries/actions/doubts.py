"""What is decided of slips that may be one weighing (过磅疑点认定)."""

from datetime import date

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Text, _
from liancun.rooms.deliveries.actions.slips import let_through, take_out
from liancun.rooms.deliveries.facts import doubts
from liancun.rooms.deliveries.facts.doubts import Load
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.registry.actions import Verdict, decide_within

VERB = "deliveries.decide_weighing_doubt"
PAIR = Text(_("疑点"), most=41, help=_("两张过磅单的号,中间是 ="), example="12=15")


@offered(
    VERB,
    title=_("认定是不是同一次过磅"),
    ask=_("认定是同一次的,后一张单随即作废;是两次的,挂起的单随即放行。确定吗?"),
    done=_("已认定"),
    path="weighing-doubts/{pair}/decide",
    command="decide-doubt",
    of="slip_doubt",
)
def decide_weighing_doubt(pair: A[str, PAIR], given: Verdict, *, by: Viewer, on: date) -> str:
    """Decide whether two slips are one weighing (认定): not by who recorded what is let through.

    Two: what was held for it counts from now on. One: the one that is held is void, else the later one.
    """
    org_code, _found = doubts.pairing(pair, by)
    with guards.refusing(), act(VERB, org_code, by=by, on=on) as a:
        _org, found = doubts.pairing(pair, by, gone="registry.no_doubt")  # nobody else writes from here on
        a.ref = f"slip_doubt:{found.key}"
        decide_within(a, found.doubt, given)
        if given.verdict == "one":
            first_waits = found.one.state == WeighSlip.State.HELD
            gone = found.one if first_waits and found.other.state != WeighSlip.State.HELD else found.other
            take_out(_slip(gone), given.reason, by, on, permit=VERB)
            return a.ref
        for load in (found.one, found.other):
            if load.state == WeighSlip.State.HELD and doubts.hold_reason(org_code, load) is None:
                if load.recorded_by == by.name:
                    raise Refusal("deliveries.released_by_recorder", number=load.said.number)
                let_through(_slip(load), given.reason, by, on, permit=VERB)
    return a.ref


def _slip(load: Load) -> WeighSlip:
    return WeighSlip.objects.get(pk=load.pk)
