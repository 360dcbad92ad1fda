"""What is decided of records that may be one and the same (疑点认定)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Flag, Text, _
from liancun.rooms.registry import models as m
from liancun.rooms.registry.actions.dated import Recorded, the_town
from liancun.rooms.registry.facts import doubts
from liancun.rooms.registry.fields import DOUBT, REASON, VERDICTS


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether two records are two or one, and how that is known (认定)."""

    verdict: A[str, Choice(_("认定"), VERDICTS)]
    reason: A[str, Text(REASON, most=120, help=_("怎么知道的:看了什么证件、问了谁"))]
    change: A[bool, Flag(_("改掉以前的认定"), help=_("已经认定过、现在要改的才选"))] = False


@offered(
    "registry.decide_doubt",
    title=_("认定是不是同一个人"),
    done=_("已认定"),
    path="doubts/{pair}/decide",
    command="decide-doubt",
    of="doubt",
)
def decide_doubt(pair: A[str, DOUBT], given: Verdict, *, by: Viewer, on: date) -> Recorded:
    """Decide whether two cards are two people's (认定): two, and nobody asks again; one, and one is mended.

    One of the two may be registered yet to come, by a workbook that was refused: it goes in afterwards. Where
    what was alike becomes other than it was, the doubt is open again. What somebody decided stands unless
    `change` says that it is to be another: of two who decide at once the second one is told.
    """
    one, _between, other = pair.partition(doubts.BETWEEN)
    with act("registry.decide_doubt", the_town(), by=by, on=on) as done:
        doubt = doubts.doubt_between(one, other)
        if doubt is None:
            raise Refusal("registry.no_doubt")
        if given.verdict == m.DoubtDecision.Verdict.ONE and m.Person.objects.filter(
            code__in=(one, other)
        ).count() < len((one, other)):
            raise Refusal("registry.leave_the_row_out")
        decide_within(done, doubt, given)
        done.ref = f"doubt:{doubt.key}"
    return Recorded(doubt.key, done.ref)


def decide_within(done: Act, doubt: doubts.Doubt, given: Verdict) -> None:
    """Write down what was decided of a doubt, within an act.

    Refused where it was decided so already, and where it was decided otherwise and nobody says to change it.
    """
    known = doubts.decided(doubt.kind, done.org_code).get((doubt.one, doubt.other))
    if known and known.rests_on == doubt.rests_on:
        said = {"day": str(known.on), "reason": known.reason}
        if known.verdict == given.verdict:
            raise Refusal("registry.doubt_decided", **said)
        if not given.change:
            raise Refusal("registry.doubt_decided_otherwise", **said)
    done.add(
        m.DoubtDecision,
        kind=doubt.kind,
        one=doubt.one,
        other=doubt.other,
        verdict=given.verdict,
        reason=given.reason,
        rests_on=doubt.rests_on,
        **done.stamp(),
    )
