"""The charter of work (务工章程): jobs and rates, tax, pay day, working days, who is sent first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, Literal

from liancun.kernel import Period, Refusal
from liancun.kernel.fields import A, Choice, Code, Many, Rows, Share, Text, Whole, Word, Yuan, _
from liancun.kernel.quantities import G_PER_KG

PayerKind = Literal["park", "cooperative", "outside"]
Measure = str
"""What a quantity of work is counted in: "day", "hour", "kg", or a unit of its own, "piece:株"."""

WHOLE_DAY: Final = 100
"""A day of work in hundredths."""
HOUR: Final = 100
"""An hour of work in hundredths."""
PIECE: Final = 1000
"""A piece in thousandths: of a field of 2.35 mu too."""
DAY_HOURS: Final = 24

_SCALES: Final[Mapping[str, int]] = {"day": WHOLE_DAY, "hour": HOUR, "kg": G_PER_KG, "piece": PIECE}
PAYERS: Final = (("park", _("园区")), ("cooperative", _("合作社")), ("outside", _("外单位")))
MEASURED_BY: Final = (("day", _("按天")), ("hour", _("按小时")), ("kg", _("按公斤")), ("piece", _("按件")))
TAX_KINDS: Final = (("salary", _("工资薪金")), ("labour_fee", _("劳务报酬")), ("exempt", _("免税款项")))
ORDERS: Final = (("asked", _("先求职的先派")), ("days", _("当年做得少的先派")))
PARK: Final = "park"
OUTSIDE: Final = "outside"


def scale_of(measure: Measure) -> int:
    """How many of a quantity are one day, hour, kilo or piece."""
    return _SCALES[measure.partition(":")[0]]


def unit_of(measure: Measure) -> str:
    """The unit of one's own that pieces are counted by, '' for the others."""
    return measure.partition(":")[2]


@dataclass(frozen=True)
class Job:
    """One kind of work (工种).

    payer     who bears it: the park, the cooperative, somebody outside
    account   what is debited: a receivable (113) for the park and others, else the cost (141, 521)
    measure   by the day, by the hour, by the kilo, or by the piece (计件)
    rate_fen  pay of a day, an hour, a kilo or a piece
    unit      what a piece is: 株, 亩, 筐; only there
    day_most  more pieces for one person on one day are held until somebody looks; only there
    """

    name: A[str, Word(_("工种"))]
    payer: A[PayerKind, Choice(_("谁付"), PAYERS)]
    account: A[str, Code(_("借方科目"))]
    measure: A[Literal["day", "hour", "kg", "piece"], Choice(_("计量"), MEASURED_BY)]
    rate_fen: A[int, Yuan(_("工价"))]
    unit: A[str, Text(_("计件单位"), most=10)] = ""
    day_most: A[int, Whole(_("一天最多"), of=_("件"))] = 0

    @property
    def counted(self) -> Measure:
        """What its work is counted in, with the unit of pieces."""
        return f"{self.measure}:{self.unit}" if self.unit else self.measure

    @property
    def sound(self) -> bool:
        """Whether pieces, and nothing else, have a unit and a bound."""
        if self.measure == "piece":
            return bool(self.unit.strip()) and ":" not in self.unit and self.day_most > 0
        return not self.unit and not self.day_most


@dataclass(frozen=True)
class JobTerms:
    """The jobs and their rates (工种与工价): decision `labour/jobs`.

    kg_day_most    more kilos for one person on one day, over all orders, are held until somebody looks
    kg_hour_most   more in an hour too, where the sheet says from when to when
    day_most       the same for a day's work of several measures together: so many kilos, hours or pieces as
                   one may do in a day are counted as one day
    hour_day_most  more hours for one person on one day; must be said where a job is paid by the hour
    park_party     whose receivable the park's labour is; must be said where a job is the park's to pay
    """

    clause: str
    jobs: A[Mapping[str, Job], Rows(_("工种与工价"), by=Code(_("编码")))]
    kg_day_most: A[int, Whole(_("一天最多"), of=_("公斤"))]
    kg_hour_most: A[int, Whole(_("一小时最多"), of=_("公斤"))]
    day_most: A[Fraction, Share(_("按天加计件最多"))]
    hour_day_most: A[int | None, Whole(_("一天最多"), of=_("小时"))] = None
    park_party: A[str, Choice(_("园区往来"), "registry.parties")] = ""

    DECISION: ClassVar[str] = "labour/jobs"

    def __post_init__(self) -> None:
        for code, job in self.jobs.items():
            if job.rate_fen <= 0 or code == PARK:
                raise Refusal("labour.charter.job", self.clause, job=code)
            if not job.sound:
                raise Refusal("labour.charter.piece", self.clause, job=code)
        said = {job.payer for job in self.jobs.values()} | {job.measure for job in self.jobs.values()}
        if PARK in said and not self.park_party:
            raise Refusal("labour.charter.park_party", self.clause)
        if self.hour_day_most is None and "hour" in said:
            raise Refusal("labour.charter.hours", self.clause)
        if self.hour_day_most is not None and not 0 < self.hour_day_most <= DAY_HOURS:
            raise Refusal("labour.charter.hours", self.clause)
        if self.kg_day_most <= 0 or self.kg_hour_most <= 0:
            raise Refusal("labour.charter.kg", self.clause)
        if self.day_most <= 0:
            raise Refusal("labour.charter.day_most", self.clause)

    def pieces_most(self, job: str) -> int:
        """How many pieces of a job one does at most in a day, in thousandths; 0 for what is no such job."""
        return self.jobs[job].day_most * PIECE if job in self.jobs else 0

    def job_named(self, word: str) -> str:
        """The code of a job by its code or its name, '' for neither."""
        if word in self.jobs:
            return word
        return next((code for code, job in self.jobs.items() if job.name == word), "")


@dataclass(frozen=True)
class WorkerTerms:
    """Who may be sent to work (务工人): decision `labour/workers`. `age_least` in whole years."""

    clause: str
    age_least: A[int, Whole(_("最低年龄"), of=_("周岁"))]

    DECISION: ClassVar[str] = "labour/workers"

    def __post_init__(self) -> None:
        if self.age_least < 0:
            raise Refusal("labour.charter.age", self.clause)


@dataclass(frozen=True)
class TaxStep:
    """A higher rate (加成档): more left than `over_fen` is taken at `rate` less `off_fen` (速算扣除数)."""

    over_fen: A[int, Yuan(_("超过"))]
    rate: A[Fraction, Share(_("预扣率"))]
    off_fen: A[int, Yuan(_("速算扣除数"))]


@dataclass(frozen=True)
class TaxKind:
    """What is withheld from one kind of payment (一类所得的代扣).

    rate          share of what is left of a month after what is taken off
    small_fen     up to this much a month `small_off_fen` is taken off
    large_off     of more, this share is taken off
    steps         higher rates for more, rising; where one begins it takes what the one below takes there
    """

    rate: A[Fraction, Share(_("预扣率"))] = Fraction(0)
    small_fen: A[int, Yuan(_("小额以下"))] = 0
    small_off_fen: A[int, Yuan(_("小额减除"))] = 0
    large_off: A[Fraction, Share(_("大额减除比例"))] = Fraction(0)
    steps: A[tuple[TaxStep, ...], Rows(_("加成档"))] = ()

    @property
    def sound(self) -> bool:
        """Whether rates are shares, nothing is negative, steps rise and meet: there more is never less."""
        shares = 0 <= self.rate < 1 and 0 <= self.large_off <= 1
        before = TaxStep(0, self.rate, 0)
        for step in self.steps:
            rises = step.over_fen > before.over_fen and before.rate < step.rate < 1
            meets = step.over_fen * (step.rate - before.rate) == step.off_fen - before.off_fen
            if not (rises and meets):
                return False
            before = step
        return shares and self.small_fen >= 0 and self.small_off_fen >= 0


@dataclass(frozen=True)
class TaxTerms:
    """What is withheld by kind of payment (代扣个人所得税): decision `labour/tax`.

    salary       工资薪金
    labour_fee   劳务报酬
    exempt       free of tax
    wages_are    which of them the wages of this room are
    """

    clause: str
    salary: A[TaxKind, Rows(_("工资薪金"))]
    labour_fee: A[TaxKind, Rows(_("劳务报酬"))]
    exempt: A[TaxKind, Rows(_("免税款项"))]
    wages_are: A[Literal["salary", "labour_fee", "exempt"], Choice(_("工钱按哪一类"), TAX_KINDS)]

    DECISION: ClassVar[str] = "labour/tax"

    def __post_init__(self) -> None:
        for name, kind in self.kinds.items():
            if not kind.sound:
                raise Refusal("labour.charter.tax", self.clause, wages_are=name)

    @property
    def of_wages(self) -> TaxKind:
        """The kind that the wages are."""
        return self.kinds[self.wages_are]

    @property
    def kinds(self) -> Mapping[str, TaxKind]:
        """Every kind by its name in the clause."""
        return {"salary": self.salary, "labour_fee": self.labour_fee, "exempt": self.exempt}


@dataclass(frozen=True)
class PayTerms:
    """When wages are paid (工资支付日): decision `labour/pay`.

    pay_day     day of the next month by which they are paid
    alarm_days  days before it from which what is missing is shown
    jobs, tax   the tariffs it rests on
    """

    clause: str
    jobs: JobTerms
    tax: TaxTerms
    pay_day: A[int, Whole(_("次月几日支付"), of=_("日"))]
    alarm_days: A[int, Whole(_("提前提示"), of=_("天"))]

    DECISION: ClassVar[str] = "labour/pay"

    def __post_init__(self) -> None:
        if not 1 <= self.pay_day <= 28 or self.alarm_days < 0:
            raise Refusal("labour.charter.pay_day", self.clause)

    def due_on(self, month: Period) -> date:
        """The day a month's wages are due."""
        return month.next.first_day.replace(day=self.pay_day)


@dataclass(frozen=True)
class CalendarTerms:
    """Working days (工作日历): decision `labour/calendar`. The divisor of a mean by the day."""

    clause: str
    days_a_month: A[int, Whole(_("每月工作日"), of=_("天"))]

    DECISION: ClassVar[str] = "labour/calendar"

    def days_of(self, period: Period) -> int:
        """The working days of a month or a year."""
        return self.days_a_month * len(period.months)


@dataclass(frozen=True)
class DispatchTerms:
    """Who is sent first (派工次序): decision `labour/dispatch`.

    order   asked: who asked first; days: who worked fewest days this year; in the order given
    """

    clause: str
    order: A[tuple[Literal["asked", "days"], ...], Many(_("派工次序"), each=Choice(_("次序"), ORDERS))]

    DECISION: ClassVar[str] = "labour/dispatch"
