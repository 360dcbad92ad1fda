"""The month's scores taken along on a phone (带走的评分表): what stands on the sheet, and where it goes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Reason
from liancun.kernel.fields import A, Text, _
from liancun.rooms.points import facts
from liancun.rooms.points.actions import SCORE, MonthDesk
from liancun.rooms.points.fields import DEDUCTION, POINTS_BASE, POINTS_BONUS, SHEET, STATE
from liancun.rooms.points.models import MonthScore, RuleClause
from liancun.rooms.points.rules import STATES, MonthMark
from liancun.rooms.settlement import facts as settlement
from liancun.rooms.settlement.rules import CONFIRMED, POSTED, PUBLISHED
from liancun.rooms.sheets.kinds import Desk, SheetKind, Standing, Written

OUT = frozenset({PUBLISHED, CONFIRMED, POSTED})
"""States of a list of money that is out: what comes later is its supplement or deduction."""
_NUMBER = re.compile(r"[0-9\uff10-\uff19]{11}")


@dataclass(frozen=True, kw_only=True)
class ScoreContent:
    """A household's month as the phone says it (手机上的一户一月)."""

    state: A[str, STATE]
    base: A[int, POINTS_BASE]
    bonus: A[int, POINTS_BONUS]
    deduction: A[str, DEDUCTION] = ""
    remark: A[str, Text(_("备注"), most=60)] = ""

    @property
    def mark(self) -> MonthMark:
        """What is to be written of it: the remark stays with the item."""
        return MonthMark(self.state, self.base, self.bonus, self.deduction)


class ScoreDesk(Desk):
    """A village's month of scores for one scorer (评分的办公桌)."""

    def __init__(self, month: MonthDesk) -> None:
        self.month = month
        self.village = month.village
        self.closed = month.too_late

    @property
    def settled(self) -> bool:
        """Whether the month's pay or the year's fees are out (已公示)."""
        return self._settled

    @cached_property
    def _settled(self) -> bool:
        org, period = self.month.org_code, self.month.period
        runs = [
            *(run for run in settlement.runs_of(org, str(period)) if run.kind == "grid_worker_pay"),
            *(run for run in settlement.runs_of(org, str(period.year)) if run.kind == "refuse_fee"),
        ]
        return any(run.state in OUT for run in runs)

    @cached_property
    def rows(self) -> Mapping[str, MonthScore]:
        """What stands of each household."""
        found = facts.score_rows(self.month.org_code, [str(self.month.period)], self.month.asof)
        return {row.household: row for row in found}

    def subjects(self) -> tuple[str, ...]:
        """A grid worker's own households; whoever has no duty here takes the village along."""
        mine = self.month.living & self.month.own if self.month.own else self.month.living
        return tuple(sorted(home for home in mine if self.month.scores(home)))

    def offered(self) -> Mapping[str, Any]:
        charter, period = self.month.charter, self.month.period
        own = [(each.clause, each.name, each.points_max) for each in charter.deductions]
        added = self.month.asof.limit(
            RuleClause.objects.filter(org_code=self.month.org_code, start__lte=period.last_day)
        ).values_list("code", "title", "points_max")
        states = [
            (code, word)
            for code, word in STATES
            if code == "scored"
            or (self.month.may(charter.states[code].set_by) and not charter.states[code].proof)
        ]
        return {
            "until": str(period.next.first_day.replace(day=charter.score_by_day)),
            "usual": {"base": charter.base_points, "bonus": charter.bonus_points_min},
            "most": {"base": charter.base_points, "bonus": charter.bonus_points_max},
            "clauses": [
                {"code": code, "title": title, "most": most} for code, title, most in sorted([*own, *added])
            ],
            "states": [{"code": code, "name": word, "proof": False} for code, word in states],
            "bonuses": [
                *([0] if charter.zero_bonus else []),
                *range(charter.bonus_points_min, charter.bonus_points_max + 1),
            ],
            "lose": charter.base_can_be_lost,
        }

    def standing(self, subject: str) -> Standing | None:
        row = self.rows.get(subject)
        if row is None:
            return None
        said = {"state": row.state, "base": row.base, "bonus": row.bonus, "deduction": row.deduction}
        return Standing(row.revision, said, row.recorded_by)

    def on_duty(self, subject: str) -> bool:
        return self.month.scores(subject)

    def faults(self, subject: str, content: ScoreContent) -> Iterator[Reason]:
        if subject not in self.month.living:
            yield Reason.of("points.not_living_here", month=str(self.month.period))
        elif {"<", ">"} & set(content.remark):
            yield Reason.of("points.remark_brackets")
        elif _NUMBER.search(content.remark):
            yield Reason.of("points.remark_number")
        else:
            yield from self.month.faults(content.mark)

    def says(self, content: ScoreContent) -> Mapping[str, Any]:
        mark = content.mark
        return {"state": mark.state, "base": mark.base, "bonus": mark.bonus, "deduction": mark.deduction}

    def write(self, a: Act, rows: Iterable[Written]) -> None:
        bulk.insert(
            MonthScore,
            [
                MonthScore(
                    household=each.subject,
                    month=str(self.month.period),
                    **self.says(each.content),
                    revision=each.revision,
                    **(a.stamp(self.village) | {"on": each.on}),
                )
                for each in rows
            ],
        )


def _tells(content: Mapping[str, Any]) -> tuple[str, str]:
    """The state, and of a scored household "10+3 CG-1"."""
    state = str(content.get("state", ""))[:8]
    if state != MonthScore.State.SCORED:
        return state, ""
    figures = f"{content.get('base')}+{content.get('bonus')} {content.get('deduction') or ''}"
    return state, figures.strip()[:120]


def _desk(org_code: str, period: Period, by: Viewer, on: date) -> ScoreDesk:
    return ScoreDesk(MonthDesk.of(org_code, str(period), by, on))


SHEETS = (SheetKind(SHEET, _("卫生评分"), "points", SCORE, ScoreContent, _tells, _desk),)
