"""The writers of points (评分). Many rows come by workbook; these are the sheet and the single act."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.permits import SYSTEM, must_permit
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, Period, Problem, Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Flag, Lines, _, wrong_in
from liancun.rooms.points import facts
from liancun.rooms.points.fields import (
    ADOPTED_BY,
    CLAUSE_CODE,
    CLAUSE_TITLE,
    DEDUCTION,
    MONTH,
    POINTS_BASE,
    POINTS_BONUS,
    POINTS_MAX,
    PROOF,
    STATE,
)
from liancun.rooms.points.models import MonthScore, RuleClause
from liancun.rooms.points.rules import STATES, UNSCORED, MonthMark, Scoring, month_faults
from liancun.rooms.registry import facts as registry

VILLAGE_POSTS = frozenset({"accountant", "secretary"})
"""Posts that score any household of their village; a grid worker scores those in duty."""

SCORE, CORRECT = "points.score_month", "points.correct_score"
"""To score a month, with points or a state, and to set it right."""

HOUSEHOLD = Choice(_("居住户"), "registry.living_households", open=True, most=20, help=_("户主姓名或户编码"))
NOT_SCORED = tuple((code, word) for code, word in STATES if code in UNSCORED)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A household's month as it should stand (一户一月的评分)."""

    household: A[str, HOUSEHOLD]
    month: A[str, MONTH]
    state: A[str, STATE] = "scored"
    base: A[int | None, replace(POINTS_BASE, help=_("不写为全部基础分"))] = None
    bonus: A[int, POINTS_BONUS] = 0
    deduction: A[str, replace(DEDUCTION, help=_("扣了基础分才写,如 CG-1 或 CG-1:2/CG-2:1"))] = ""
    proof: A[str, PROOF] = ""


@dataclass(frozen=True, kw_only=True)
class HomeMark:
    """A household's month on the sheet (评分表的一户): its state, and where it is scored its points."""

    household: A[str, Code(_("户编码"), most=20, slash=True)]
    state: A[str, STATE] = "scored"
    base: A[int, POINTS_BASE] = 0
    bonus: A[int, POINTS_BONUS] = 0
    deduction: A[str, DEDUCTION] = ""
    proof: A[str, PROOF] = ""


@dataclass(frozen=True, kw_only=True)
class MonthMarks:
    """A month's marks, all or none (评分表); with `correct` they set right what stands."""

    month: A[str, MONTH]
    marks: A[tuple[HomeMark, ...], Lines(_("评分"), HomeMark, most=1_000)]
    correct: A[bool, Flag(_("更正"))] = False

    @property
    def by_household(self) -> Mapping[str, MonthMark]:
        """What is to be written for each household."""
        return {
            each.household: MonthMark(each.state, each.base, each.bonus, each.deduction, each.proof)
            for each in self.marks
        }


@dataclass(frozen=True, kw_only=True)
class Unscored:
    """Why a household has no points for a month (外出、空置、免评)."""

    household: A[str, HOUSEHOLD]
    month: A[str, MONTH]
    state: A[str, Choice(_("情况"), NOT_SCORED)]
    proof: A[str, PROOF] = ""


@dataclass(frozen=True, kw_only=True)
class NewClause:
    """A clause of the village rules that takes base points (扣分条款)."""

    code: A[str, CLAUSE_CODE]
    title: A[str, CLAUSE_TITLE]
    points_max: A[int, POINTS_MAX]
    start: A[date, Day(_("起"))]
    document: A[str, ADOPTED_BY]


@dataclass(frozen=True)
class MonthDesk:
    """A village's month as the writer finds it: who lives there, what is entered, who may enter what."""

    org_code: str
    village: str
    period: Period
    charter: Scoring
    clauses: Mapping[str, int]
    asof: Watermark
    living: frozenset[str]
    revisions: Mapping[str, int]
    own: frozenset[str]
    by: Viewer
    on: date

    @classmethod
    def of(cls, org_code: str, month: str, by: Viewer, on: date) -> "MonthDesk":
        """A village's month as somebody finds it on a day. Refuses what is no month, or one to come."""
        return _month_desk(org_code, month, by, on)

    def may(self, posts: frozenset[str] | tuple[str, ...]) -> bool:
        """Whether the writer holds one of these posts here."""
        return self.by is SYSTEM or any(self.by.holds(post, self.org_code, self.village) for post in posts)

    def scores(self, household: str) -> bool:
        """Whether a household is the writer's to score."""
        return household in self.own or self.may(VILLAGE_POSTS) or not self.charter.own_duty_only

    @property
    def too_late(self) -> Reason | None:
        """Why the writer may enter no first row of the month any more; None while they may."""
        charter = self.charter
        if not charter.is_late((self.on - self.period.last_day).days) or self.may(charter.late_by):
            return None
        month, days, posts = str(self.period), charter.late_days, charter.late_by
        return Reason.of("points.too_late", charter.clause, month=month, days=days, posts=posts)

    def problems(self, marks: Mapping[str, MonthMark], *, correct: bool) -> Iterator[Problem]:
        """Everything the charter has against these marks, each with its household."""
        month = str(self.period)
        for household, mark in marks.items():
            if household not in self.living:
                yield Problem.of("points.not_living_here", column=household, month=month)
            elif not self.scores(household):
                yield Problem.of("points.not_your_household", column=household)
            elif (household in self.revisions) != correct:
                code = "points.nothing_to_correct" if correct else "points.scored_already"
                yield Problem.of(code, column=household, month=month)
            else:
                for fault in self.faults(mark):
                    yield Problem(fault.code, column=household, params=fault.params)

    def faults(self, mark: MonthMark) -> Iterator[Reason]:
        """What the charter has against a mark, whoever's month it is."""
        if mark.state != "scored" and mark.state not in self.charter.states:
            yield Reason.of("points.unknown_state", state=mark.state)
        elif mark.state != "scored" and not self.may(self.charter.states[mark.state].set_by):
            posts = self.charter.states[mark.state].set_by
            yield Reason.of("points.state_not_yours", state=mark.state, posts=posts)
        else:
            for wrong in filter(None, (wrong_in(DEDUCTION, mark.deduction), wrong_in(PROOF, mark.proof))):
                yield Reason.of(wrong.code, **wrong.params)
            yield from month_faults(mark, self.charter, self.clauses)


def _month_desk(org_code: str, month: str, by: Viewer, on: date) -> MonthDesk:
    """A village's month as somebody finds it on a day. Refuses what is no month, or one to come."""
    period = _month(month, on)
    village = facts.village_of(org_code)
    asof = Watermark.now(facts.watched(org_code))
    day = period.last_day
    homes = registry.living_households(village, asof)
    workers = facts.worker_on(registry.grid_duties(village, asof), min(day, on))
    return MonthDesk(
        org_code=org_code,
        village=village,
        period=period,
        charter=charters.in_force(Scoring, on=day, org=org_code),
        clauses=facts.rule_clauses(org_code, day, asof),
        asof=asof,
        living=frozenset(home.code for home in homes if home.days.holds(day)),
        revisions=_revisions(org_code, month, asof),
        own=frozenset(household for household, worker in workers.items() if worker == by.person),
        by=by,
        on=on,
    )


def _revisions(org_code: str, month: str, asof: Watermark) -> dict[str, int]:
    rows = facts.score_rows(org_code, [month], asof)
    return dict(rows.values_list("household", "revision"))


def score_month(
    org_code: str, month: str, marks: Mapping[str, MonthMark], *, by: Viewer, on: date, correct: bool = False
) -> int:
    """Score households of a village for a month (评分): all or nothing. Returns how many.

    A grid worker scores the households in their duty, the village's accountant and secretary any. A
    household that has a row already is refused unless `correct`, which appends a correcting row. After the
    charter's late days only the posts it names may enter first rows. Raises BadInput with every fault.
    """
    verb = CORRECT if correct else SCORE
    return _score(verb, _month_desk(org_code, month, by, on), marks)


def _score(verb: str, desk: MonthDesk, marks: Mapping[str, MonthMark]) -> int:
    must_permit(desk.by, verb, desk.org_code, desk.village)
    correct = verb == CORRECT
    if desk.too_late and not correct:
        raise Refusal.saying(desk.too_late)
    problems = list(desk.problems(marks, correct=correct))
    if problems:
        raise BadInput(problems)
    _write(desk, verb, marks)
    return len(marks)


def _write(desk: MonthDesk, verb: str, marks: Mapping[str, MonthMark]) -> None:
    month = str(desk.period)
    with (
        guards.refusing(),
        act(verb, desk.org_code, by=desk.by, on=desk.on, village_code=desk.village) as a,
    ):
        known = desk.revisions
        if a.mark != dict(desk.asof.marks)[desk.org_code] + 1:
            fresh = _revisions(desk.org_code, month, Watermark.now(facts.watched(desk.org_code)))
            if any(fresh.get(household) != known.get(household) for household in marks):
                raise Refusal("points.scored_meanwhile", month=month)
        bulk.insert(
            MonthScore,
            [
                MonthScore(
                    household=household,
                    month=month,
                    state=mark.state,
                    base=mark.base,
                    bonus=mark.bonus,
                    deduction=mark.deduction,
                    proof=mark.proof,
                    revision=known[household] + 1 if household in known else 0,
                    **a.stamp(desk.village),
                )
                for household, mark in marks.items()
            ],
        )
        a.ref = f"scores:{desk.org_code}/{month}"
        a.params = {"rows": len(marks)}


def score_sheet(
    org_code: str, month: str, exceptions: Mapping[str, MonthMark], *, bonus: int, by: Viewer, on: date
) -> int:
    """Score every household in one's duty that the month still lacks (集中评分), typing only the exceptions.

    The others get the whole base and the same bonus. Whoever has no duty here scores the whole village.
    Returns how many rows were written.
    """
    desk = _month_desk(org_code, month, by, on)
    mine = desk.living & desk.own if desk.own else desk.living
    usual = MonthMark("scored", desk.charter.base_points, bonus)
    marks = {household: usual for household in sorted(mine) if household not in desk.revisions}
    marks |= exceptions
    return score_month(org_code, month, marks, by=by, on=on) if marks else 0


@offered("points.set_state", title=_("登记外出、空置、免评"), on="missing", permit=SCORE)
def set_state(org_code: str, given: Unscored, *, by: Viewer, on: date) -> str:
    """Enter that a household was away, vacant or exempt for a month (外出、空置、免评), with its proof."""
    desk = _month_desk(org_code, given.month, by, on)
    _score(SCORE, desk, {given.household: MonthMark(given.state, proof=given.proof)})
    return f"scores:{org_code}/{given.month}"


@offered(
    CORRECT,
    title=_("更正评分"),
    ask=_("更正会另加一行,旧的一行保留。确定吗?"),
    on="scores",
)
def correct_score(org_code: str, given: Mark, *, by: Viewer, on: date) -> str:
    """Set a month of a household right by a new row (更正); what stood before is kept."""
    desk = _month_desk(org_code, given.month, by, on)
    base = given.base
    if base is None:
        base = desk.charter.base_points if given.state == "scored" else 0
    mark = MonthMark(given.state, base, given.bonus, given.deduction, given.proof)
    _score(CORRECT, desk, {given.household: mark})
    return f"scores:{org_code}/{given.month}"


@offered(
    "points.add_deduction_clause",
    title=_("登记扣分条款"),
    command="clause",
    on="clauses",
    gives="code",
)
def add_deduction_clause(org_code: str, given: NewClause, *, by: Viewer, on: date) -> str:
    """Add a clause of the village rules that takes base points (登记扣分条款), with what adopted it."""
    village = facts.village_of(org_code)
    charter = charters.in_force(Scoring, on=given.start, org=org_code)
    code = given.code
    if given.points_max > charter.base_points:
        raise Refusal("points.clause_points", charter.clause, most=charter.base_points)
    if not given.document or ":" in code:
        raise Refusal("points.clause_incomplete", charter.clause)
    with act("points.add_deduction_clause", org_code, by=by, on=on, village_code=village) as a:
        taken = RuleClause.objects.filter(org_code=org_code, code=code).exists()
        if taken or code in {each.clause for each in charter.deductions}:
            raise Refusal("points.clause_taken", charter.clause, item=code)
        a.add(
            RuleClause,
            code=code,
            title=given.title,
            points_max=given.points_max,
            start=given.start,
            document=given.document,
            **a.stamp(village),
        )
        a.ref = f"rule_clause:{org_code}/{code}"
    return code


def _month(text: str, on: date) -> Period:
    try:
        period = Period.parse(text)
    except ValueError:
        raise Refusal("points.no_such_month", month=text[:20]) from None
    if not period.month:
        raise Refusal("points.no_such_month", month=text)
    if period.first_day > on:
        raise Refusal("points.month_ahead", month=text)
    return period
