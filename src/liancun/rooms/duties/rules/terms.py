"""Kinds of list, duties, kinds of visit, holidays: what the decision says (责任清单的规定)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Many, Rows, Whole, Word, _

PER: Final = (("household", _("每户")), ("village", _("每村")))
CALENDAR: Final = (("week", _("每周")), ("month", _("每月")), ("quarter", _("每季")))
MOST_DAYS: Final = 3660
POST: Final = Choice(_("职务"), "registry.posts")
VISIT_KIND: Final = Choice(_("走访方式"), "duties.visit_kinds", most=20)
DUTY: Final = Choice(_("责任"), "duties.duties", most=20)
STANDING: Final = Choice(_("身份"), "registry.standings")


@dataclass(frozen=True)
class DutyRule:
    """One duty (一项责任): how often, by what kind of visit, and who is told when it is long overdue.

    every_days, each  one of the two: days since the last time, or each calendar week, month or quarter
    monitored_days, monitored_each  the same for households under monitoring, where they have a rhythm of
                      their own
    grace_days        late, not yet overdue
    escalate_days     overdue so long, it is also the matter of who holds `escalate_to`
    """

    name: A[str, Word(_("责任"))]
    per: A[str, Choice(_("对谁"), PER)]
    kinds: A[tuple[str, ...], Many(_("算数的走访"), each=VISIT_KIND)]
    every_days: A[int, Whole(_("每隔几天"), 0, MOST_DAYS, of=_("天"))] = 0
    each: A[str, Choice(_("每个日历期"), CALENDAR)] = ""
    monitored_days: A[int, Whole(_("监测户每隔几天"), 0, MOST_DAYS, of=_("天"))] = 0
    monitored_each: A[str, Choice(_("监测户每个日历期"), CALENDAR)] = ""
    grace_days: A[int, Whole(_("宽限"), 0, MOST_DAYS, of=_("天"))] = 0
    escalate_days: A[int, Whole(_("逾期几天上报"), 0, MOST_DAYS, of=_("天"))] = 0
    escalate_to: A[str, Choice(_("上报给"), "registry.posts")] = ""


@dataclass(frozen=True)
class ListKind:
    """A kind of list (清单种类): who may be on it by their post, and what they owe."""

    name: A[str, Word(_("清单"))]
    posts: A[tuple[str, ...], Many(_("什么职务的人"), each=POST)]
    duties: A[tuple[str, ...], Many(_("责任"), each=DUTY)]


@dataclass(frozen=True)
class Holiday:
    """Days on which nothing falls due (放假)."""

    name: A[str, Word(_("假日"))]
    first_day: A[date, Day(_("第一天"))]
    last_day: A[date, Day(_("最后一天"))]


@dataclass(frozen=True)
class DutyTerms:
    """Kinds of list, duties, kinds of visit, holidays (责任清单): decision `duties/lists`.

    monitored       standings whose households have the rhythm of those under monitoring
    crowd_visits    so many visits of one person within `crowd_seconds` are looked at again
    """

    clause: str
    visit_kinds: A[Mapping[str, str], Rows(_("走访方式"), by=Code(_("编码")), of=Word(_("走访方式")))]
    duties: A[Mapping[str, DutyRule], Rows(_("责任"), by=Code(_("编码")))]
    lists: A[Mapping[str, ListKind], Rows(_("清单种类"), by=Code(_("编码")))]
    monitored: A[tuple[str, ...], Many(_("监测户的身份"), each=STANDING)]
    holidays: A[tuple[Holiday, ...], Rows(_("放假"))]
    crowd_visits: A[int, Whole(_("一人集中走访几户要复核"), 2, 1000, of=_("户"))]
    crowd_seconds: A[int, Whole(_("集中走访指多少秒以内"), 0, 86_400, of=_("秒"))]

    DECISION: ClassVar[str] = "duties/lists"

    def __post_init__(self) -> None:
        for code, kind in self.lists.items():
            _known("duties.charter.no_such_duty", kind.duties, self.duties, self.clause, item=code)
        for code, duty in self.duties.items():
            _known("duties.charter.no_such_kind", duty.kinds, self.visit_kinds, self.clause, item=code)
            own = bool(duty.every_days) != bool(duty.each)
            if not own or (duty.monitored_days and duty.monitored_each):
                raise Refusal("duties.charter.rhythm", self.clause, item=duty.name)

    def list_named(self, word: str) -> str:
        """The code of a kind of list by its code or name, '' for neither."""
        return _named(word, {code: kind.name for code, kind in self.lists.items()})

    def visit_named(self, word: str) -> str:
        """The code of a kind of visit by its code or name, '' for neither."""
        return _named(word, self.visit_kinds)

    def duty_named(self, word: str) -> str:
        """The code of a duty by its code or name, '' for neither."""
        return _named(word, {code: duty.name for code, duty in self.duties.items()})


def _known(code: str, wanted: Iterable[str], there: Mapping[str, object], clause: str, item: str) -> None:
    """Refuse what names something the decision does not have, or names nothing."""
    strange = [each for each in wanted if each not in there]
    if strange or not wanted:
        raise Refusal(code, clause, item=item, value=tuple(strange), known=tuple(there))


def _named(word: str, names: Mapping[str, str]) -> str:
    if word in names:
        return word
    return next((code for code, name in names.items() if name == word), "")
