"""How long one may object (异议期限).

The period starts with the recorded posting on paper, in the last village of a shared list. The day of posting
is not counted; the last day is counted whole: posted on the 1st with five days, one may object until the 6th.
Undecided by law: the number of days, which the charter gives for each kind of money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from liancun.kernel import DateRange, Reason
from liancun.kernel.fields import A, Whole, _


@dataclass(frozen=True)
class Posting:
    """When a notice went up on paper, village by village (张贴); None where it has not yet."""

    posted_on: Mapping[str, date | None]
    objection_days: int
    taken_down_on: date | None = None


def objection_window(posting: Posting) -> DateRange | None:
    """From the first paper to the last day to object, or None while a village has no paper up.

    The start is the last village's posting: nobody's days run before the paper hangs in their village.
    """
    days = list(posting.posted_on.values())
    if not days or any(day is None for day in days):
        return None
    last = max(day for day in days if day is not None)
    return DateRange(last, last + timedelta(days=posting.objection_days))


def is_shown(posting: Posting, on: date, expires_days: int) -> bool:
    """Whether a list is still on show: not taken down, and within its days of show once on paper."""
    if posting.taken_down_on is not None and posting.taken_down_on <= on:
        return False
    window = objection_window(posting)
    return window is None or on <= window.start + timedelta(days=expires_days)


def posting_fault(
    posting: Posting, village: str, *, published_on: date, posted_on: date, on: date, clause: str
) -> Reason | None:
    """Why a paper posting may not be recorded, or None: its village, once, between publication and today."""
    if village not in posting.posted_on:
        return Reason.of("notices.not_this_village", clause, village=village)
    before = posting.posted_on[village]
    if before is not None:
        return Reason.of("notices.already_posted", clause, posted_on=str(before))
    if posting.taken_down_on is not None:
        return Reason.of("notices.taken_down", clause, down_on=str(posting.taken_down_on))
    if not published_on <= posted_on <= on:
        return Reason.of("notices.posting_day", clause, published_on=str(published_on), on=str(on))
    return None


def objecting_fault(posting: Posting, *, day: date, on: date, clause: str) -> Reason | None:
    """Why one may not object, or None. `day` the objection was made, `on` it is entered."""
    if posting.taken_down_on is not None and posting.taken_down_on <= day:
        return Reason.of("notices.taken_down", clause, down_on=str(posting.taken_down_on))
    window = objection_window(posting)
    if window is None or day < window.start:
        return Reason.of("notices.not_posted_yet", clause)
    if not window.holds(day):
        return Reason.of("notices.window_closed", clause, until=str(window.end))
    if day > on:
        return Reason.of("notices.received_ahead", clause, on=str(on))
    return None


def down_fault(posting: Posting, on: date, clause: str) -> Reason | None:
    """Why a notice may not be taken down, or None: the villagers' days come first."""
    if posting.taken_down_on is not None:
        return Reason.of("notices.taken_down", clause, down_on=str(posting.taken_down_on))
    window = objection_window(posting)
    if window is None:
        return Reason.of("notices.not_hung", clause)
    if window.holds(on):
        return Reason.of("notices.days_not_over", clause, until=str(window.end))
    return None


WITHDRAWN = "withdrawn"
OUTCOMES: Final = (("upheld", _("成立")), ("rejected", _("不成立")), (WITHDRAWN, _("撤回")))
CATEGORIES: Final = (
    ("points", _("积分有误")),
    ("household", _("户的情况有误")),
    ("amount", _("金额有误")),
    ("weight", _("斤两有误")),
    ("payee", _("收款人有误")),
    ("other", _("其他")),
)
"""What an objection may be about."""

MORE: Final = "more"
LESS: Final = "less"
DIRECTIONS: Final = ((MORE, _("算多了,或不该有")), (LESS, _("算少了")))
"""Which way the amount is wrong. One recorded before this was asked has none: it was taken for too much."""


def naming_fault(direction: str, named_fen: int | None) -> Reason | None:
    """Why an objection may not name an amount, or None: what is missing was not granted, so none waits."""
    if direction == LESS and named_fen is not None:
        return Reason.of("notices.named_with_less")
    return None


def answer_fault(
    outcome: str, *, theirs: bool, their_line: bool, made_on: date, on: date, clause: str
) -> Reason | None:
    """Why an objection may not be answered so, or None.

    `theirs`: the one who answers made it; `their_line`: it is about what the one who answers is paid or owes.
    """
    if outcome not in dict(OUTCOMES):
        return Reason.of("notices.unknown_outcome", clause, outcome=outcome[:20])
    if outcome == WITHDRAWN and not theirs:
        return Reason.of("notices.withdraw_is_theirs", clause)
    if outcome != WITHDRAWN and theirs:
        return Reason.of("notices.not_your_own", clause)
    if outcome != WITHDRAWN and their_line:
        return Reason.of("notices.not_your_own_line", clause)
    if on < made_on:
        return Reason.of("notices.answer_before", clause, made_on=str(made_on))
    return None


@dataclass(frozen=True)
class OpenWeb:
    """What the open web is told of a published list (公开的合计): nothing that tells of a few people."""

    DECISION: ClassVar[str] = "notices/open_web"

    clause: str
    least_people: A[int, Whole(_("合计至少含"), 1, 1000, of=_("人"))]


CHARTERS = (OpenWeb,)


def without_total(people: Mapping[int, int], least: int) -> frozenset[int]:
    """Which of the lists that one total adds up are shown without theirs, by how many people each is of.

    Those of fewer people than `least`; and, so that no list comes out by subtracting its neighbours from the
    total, the next smallest until those that are hidden are of `least` people together, and so two at least.
    Lists of nobody (an organisation's money alone) are no person's business and are always shown.
    """
    lists = sorted((count, number) for number, count in people.items() if count)
    hidden = [each for each in lists if each[0] < least]
    if not hidden:
        return frozenset()
    for each in lists[len(hidden) :]:
        if sum(count for count, _number in hidden) >= least:
            break
        hidden.append(each)
    return frozenset(number for _count, number in hidden)
