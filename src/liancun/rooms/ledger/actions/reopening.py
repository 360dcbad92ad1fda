"""Closed months opened again (重新打开): one asks with a reason, another answers."""

from dataclasses import dataclass
from datetime import date

from liancun.base import charters
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Month, Text, _
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.actions.posting import refuse
from liancun.rooms.ledger.models import ReopeningAnswered, ReopeningAsked
from liancun.rooms.ledger.rules import PeriodRule, period_of
from liancun.rooms.ledger.rules.reopening import answering_fault, reopening_fault

AGREED, REFUSED = "agreed", "refused"
ANSWERS = ((AGREED, _("同意")), (REFUSED, _("不同意")))


@dataclass(frozen=True)
class MonthToReopen:
    """The month from which a book is to be open again (重新打开): with all that were closed after it."""

    month: A[str, Month(_("从哪个月起"), example="2025-03")]
    reason: A[str, Text(_("重新打开的原因"), most=120, help=_("漏了什么、错了什么,打开以后怎么记"))]


@dataclass(frozen=True)
class ReopeningAnswer:
    """What a second person says to it (答复)."""

    answer: A[str, Choice(_("答复"), ANSWERS)]
    words: A[str, Text(_("理由"), most=120, help=_("不同意的写明为什么"))] = ""


@dataclass(frozen=True)
class Reopening:
    """A month asked to be opened again, and how that stands."""

    org: str
    month: A[str, Month(_("从哪个月起"))]
    reopening: str


def _has_closed(viewer: Viewer, org_code: str) -> bool:
    """Whether a book has months that may be asked for."""
    if not (viewer.sees(org_code) and facts.keeps_book(org_code)):
        return False
    state = facts.period_state(org_code)
    open_years = any(int(month[:4]) not in state.sealed_years for month in state.closed)
    return open_years and facts.reopening_asked(org_code) is None


def _is_asked(viewer: Viewer, org_code: str) -> bool:
    """Whether a wish waits for its answer."""
    return viewer.sees(org_code) and facts.reopening_asked(org_code) is not None


@offered(
    "ledger.ask_reopening",
    title=_("申请重新打开"),
    done=_("已申请,请另一人答复"),
    path="/books/{org_code}/months/{month}/ask-reopening",
    command="ask-reopening",
    on="closings",
    shown_to=_has_closed,
)
def ask_reopening(org_code: str, given: MonthToReopen, *, by: Viewer, on: date) -> Reopening:
    """Ask that a closed month be opened again, with those after it; its year is not sealed."""
    month = period_of(given.month)
    with act("ledger.ask_reopening", org_code, by=by, on=on) as a:
        clause = charters.in_force(PeriodRule, on=month.last_day).clause
        if not (reason := given.reason.strip()):
            raise Refusal("ledger.no_reason_to_reopen", clause)
        refuse(reopening_fault(month, facts.period_state(org_code), clause))
        if waiting := facts.reopening_asked(org_code):
            raise Refusal("ledger.reopening_waits", clause, month=waiting.month)
        a.add(ReopeningAsked, month=str(month), reason=reason, by_party=by.person, **a.stamp())
        a.ref = f"period:{org_code}/{month}"
    return Reopening(org_code, str(month), "asked")


@offered(
    "ledger.answer_reopening",
    title=_("答复重新打开"),
    done=_("已答复"),
    path="/books/{org_code}/reopening",
    command="answer-reopening",
    on="closings",
    shown_to=_is_asked,
)
def answer_reopening(org_code: str, given: ReopeningAnswer, *, by: Viewer, on: date) -> Reopening:
    """Answer the wish that waits: agreed, the month and those after it are open, to be closed in turn again.

    Refuses who asked it, a refusal without its reason, and a month whose year was sealed meanwhile.
    """
    with act("ledger.answer_reopening", org_code, by=by, on=on) as a:
        asked = facts.reopening_asked(org_code)
        if asked is None:
            raise Refusal("ledger.nothing_asked")
        month = period_of(asked.month)
        clause = charters.in_force(PeriodRule, on=month.last_day).clause
        refuse(answering_fault((asked.recorded_by, asked.by_party), (by.name, by.person), clause))
        words = given.words.strip()
        if given.answer == AGREED:
            refuse(reopening_fault(month, facts.period_state(org_code), clause))
        elif not words:
            raise Refusal("ledger.refused_without_reason", clause)
        a.add(
            ReopeningAnswered,
            asked=asked,
            agreed=given.answer == AGREED,
            words=words,
            by_party=by.person,
            **a.stamp(),
        )
        a.ref = f"period:{org_code}/{month}"
    return Reopening(org_code, str(month), given.answer)
