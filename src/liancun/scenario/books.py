"""The head cooperative's book (账): opening balances, cost vouchers and sales of economy.md 6.

Purchases, wages and land money are not here: they come out of slips, sheets and contracts by settlement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from liancun.kernel import Period, allocate, half_up
from liancun.kernel.rulings import EntryLine
from liancun.scenario import constants as c
from liancun.scenario.crops import HG_PER_T, growers, scaled_tables
from liancun.scenario.labour import PARK_JOB, pay_fen, workers
from liancun.scenario.land import second_fen
from liancun.scenario.people import Household, Member
from liancun.scenario.staff import TRADER

PARK: Final = f"O:{c.PARK}"
COMPANY: Final = f"O:{c.COMPANY}"
BUYER: Final = TRADER
QUARTER_ENDS: Final = (3, 6, 9, 12)
DECEMBER_HANDS: Final = 40
"""How many of each village worked in December 2024, at most"""


@dataclass(frozen=True)
class Voucher:
    """One balanced voucher (记账凭证)."""

    number: str
    day: date
    text: str
    lines: tuple[EntryLine, ...]

    def __post_init__(self) -> None:
        debit = sum(line.debit_fen for line in self.lines)
        assert debit == sum(line.credit_fen for line in self.lines), self


@dataclass(frozen=True)
class Sale:
    """One sale (销售): who bought how much of what, at which price, and when the money came.

    `quantity` is in 0.1 kg for what is weighed, else in pieces; the price is per kg or per piece.
    """

    number: str
    product: str
    buyer: str
    sold_on: date
    paid_on: date
    quantity: int
    weighed: bool
    price_fen: int
    cost_hg: int = 0
    """Weight bought for it, in 0.1 kg, where it was bought from members: a little more than was sold."""

    @property
    def amount_fen(self) -> int:
        """The money, rounded half up to the fen."""
        return half_up(Fraction(self.quantity * self.price_fen, 10 if self.weighed else 1))


def scaled(town: c.Town, amount_fen: int | Fraction) -> int:
    """An amount of the whole town at this town's scale."""
    return half_up(Fraction(amount_fen) * town.share)


def hg_value(hg: int, price_fen: int) -> int:
    """What 0.1 kg units are worth at a price per kg; whole fen where the price is a multiple of ten fen."""
    return half_up(Fraction(hg * price_fen, 10))


# --- opening balance -----------------------------------------------------------------------------


def opening_growers(town: c.Town, households: Sequence[Household]) -> dict[str, int]:
    """What each grower of houttuynia was owed on 2025-01-01 for the last ten days of 2024, in fen."""
    people = [each.head.code for each in growers(town, households, "houttuynia")]
    hg = half_up(c.DECEMBER_2024_HOUTTUYNIA_T * HG_PER_T * town.share)
    shares = allocate(hg, dict.fromkeys(people, 1))
    return {code: hg_value(share, c.HOUTTUYNIA_BUY_FEN) for code, share in shares.items()}


def opening_wages(town: c.Town, households: Sequence[Household]) -> dict[str, int]:
    """Worker -> December 2024's wages, in fen: each village's steadiest, alike."""
    people = [each.code for some in workers(town, households).values() for each in some[:DECEMBER_HANDS]]
    december = scaled(town, c.DECEMBER_2024_COOP_PAY_FEN) + scaled(town, c.DECEMBER_2024_PARK_PAY_FEN)
    return allocate(december, dict.fromkeys(people, 1))


def opening_reserve(member: Member) -> int:
    """The reserve quantified to a member before 2025, in fen."""
    return half_up(Fraction(member.contribution_fen, 100) * c.FARMER_RESERVE_FEN_PER_YUAN)


def opening_claims(town: c.Town) -> tuple[int, int]:
    """What the park and the houttuynia buyer owed on 2025-01-01, in fen."""
    park = scaled(town, c.DECEMBER_2024_PARK_PAY_FEN) + scaled(
        town, c.DECEMBER_2024_PARK_PAY_FEN * c.PARK_FEE
    )
    hg = half_up(c.DECEMBER_2024_HOUTTUYNIA_T * HG_PER_T * town.share)
    return park, hg_value(hg, c.HOUTTUYNIA_SELL_FEN)


def opening_lines(
    town: c.Town, households: Sequence[Household], members: Sequence[Member]
) -> tuple[EntryLine, ...]:
    """The opening balance of the head, 2025-01-01; the bank holds what makes it balance."""
    park_fen, buyer_fen = opening_claims(town)
    lines = [EntryLine("113", park_fen, 0, PARK), EntryLine("113", buyer_fen, 0, BUYER)]
    for account, amount_fen in c.OPENING_FEN.items():
        fen = abs(scaled(town, amount_fen))
        lines.append(EntryLine(account, fen, 0) if amount_fen > 0 else EntryLine(account, 0, fen))
    lines += [EntryLine("114", 0, fen, code) for code, fen in opening_growers(town, households).items()]
    lines += [EntryLine("213", 0, fen, code) for code, fen in opening_wages(town, households).items()]
    lines.append(EntryLine("231", 0, scaled(town, c.LOAN_FEN)))
    lines += [EntryLine("301", 0, each.contribution_fen, each.party) for each in members]
    lines.append(EntryLine("311", 0, scaled(town, c.SUBSIDY_PROPERTY_FEN)))
    lines += [EntryLine("322", 0, opening_reserve(each), each.party) for each in members]
    lines.append(EntryLine("33202", scaled(town, c.EARLIER_LOSS_FEN), 0))
    bank_fen = sum(line.credit_fen - line.debit_fen for line in lines)
    assert bank_fen > 0
    return (EntryLine("102", bank_fen, 0), *lines)


# --- labour --------------------------------------------------------------------------------------


def coop_labour(town: c.Town, month: Period) -> dict[str, int]:
    """Pay of the cooperative's own jobs in a month, by job, in fen."""
    return {job: fen for job, fen in pay_fen(town, month).items() if not job.startswith(PARK_JOB)}


def park_labour(town: c.Town, month: Period) -> int:
    """Pay of the park's jobs in a month, in fen."""
    return sum(fen for job, fen in pay_fen(town, month).items() if job.startswith(PARK_JOB))


def park_fee(town: c.Town, month: Period) -> int:
    """The service fee on the park's labour, in fen."""
    return half_up(park_labour(town, month) * c.PARK_FEE)


STOCK_JOBS: Final = ("dishen", "nursery", "herb")
_JOB_WORDS: Final = {
    "dishen": "地参", "nursery": "育苗", "herb": "透骨草", "bees": "林蜂",
}  # fmt: skip


def _cost_account(job: str) -> str:
    return "141" if job in STOCK_JOBS else "521"


# --- the year's vouchers ---------------------------------------------------------------------------


def _two(
    account: str, against: str, fen: int, party: str = "", against_party: str = ""
) -> tuple[EntryLine, ...]:
    return (EntryLine(account, fen, 0, party), EntryLine(against, 0, fen, against_party))


def make_vouchers(town: c.Town, households: Sequence[Household]) -> tuple[Voucher, ...]:
    """Every cost voucher of 2025 and of January 2026 up to the demo day, by day, numbered."""
    rows = [row for month in Period(c.YEAR).months for row in _month_rows(town, month)]
    rows += _once_rows(town, households)
    january = Period(c.YEAR + 1, 1)
    rows += [_fee_row(town, january), *_overhead_rows(town, january), *_carriage_rows(town, january)]
    rows.append(_received_row(town, Period(c.YEAR, 12), january))
    rows.append(_received_row(town, january, january.next))
    rows = [row for row in rows if row[0] <= c.DEMO_DAY]
    rows.sort(key=lambda row: row[0])
    serial: dict[int, int] = {}
    found = []
    for day, text, lines in rows:
        serial[day.year] = serial.get(day.year, 0) + 1
        found.append(Voucher(f"{day.year}-{serial[day.year]:04d}", day, text, lines))
    return tuple(found)


Row = tuple[date, str, tuple[EntryLine, ...]]


def _month_rows(town: c.Town, month: Period) -> Iterator[Row]:
    yield _fee_row(town, month)
    yield from _overhead_rows(town, month)
    if month.month > 1:
        yield _received_row(town, Period(c.YEAR, month.month - 1), month)
    for job, table in c.INPUTS_FEN.items():
        if month.month in table:
            fen = scaled(town, table[month.month])
            yield (
                month.first_day + timedelta(days=11),
                f"{_JOB_WORDS[job]}物资",
                _two(_cost_account(job), "102", fen),
            )
    yield from _carriage_rows(town, month)


def _fee_row(town: c.Town, month: Period) -> Row:
    """The park's service fee of the month, due on its last day; wages come out of the attendance sheets."""
    return month.last_day, f"{month.month}月园区服务费", _two("113", "501", park_fee(town, month), PARK)


def _received_row(town: c.Town, month: Period, paid_in: Period) -> Row:
    """What the park pays on the 4th of the next month: its labour and the fee."""
    received = park_labour(town, month) + park_fee(town, month)
    day = paid_in.first_day + timedelta(days=3)
    return day, f"收园区{month.month}月务工款", _two("102", "113", received, "", PARK)


def _overhead_rows(town: c.Town, month: Period) -> Iterator[Row]:
    day28 = month.first_day + timedelta(days=27)
    staff = scaled(town, c.STAFF_FEN + c.SECTION_HEADS_FEN)
    yield day28, f"{month.month}月管理人员工资", _two("523", "212", staff)
    yield day28, f"发{month.month}月管理人员工资", _two("212", "102", staff)
    yield day28, f"{month.month}月办公费", _two("523", "102", scaled(town, c.OFFICE_FEN))
    yield day28, f"{month.month}月意外保险", _two("523", "102", scaled(town, c.INSURANCE_FEN))
    fixed = _twelfth(scaled(town, c.DEPRECIATION_151_FEN), month.month)
    yield month.last_day, f"{month.month}月固定资产折旧", _two("523", "152", fixed)
    living = _twelfth(scaled(town, c.DEPRECIATION_142_FEN), month.month)
    yield month.last_day, f"{month.month}月生产性生物资产折旧", _two("521", "143", living)
    interest = scaled(town, c.INTEREST_231_FEN)
    yield month.last_day, f"{month.month}月长期借款利息", _two("524", "215", interest)
    if month.month in QUARTER_ENDS:
        yield month.last_day, "付本季长期借款利息", _two("215", "102", 3 * interest)
    if month.year == c.YEAR and month.month in c.SEASON_LOAN_MONTHS:
        fen = scaled(town, c.INTEREST_201_FEN)
        yield month.last_day, f"{month.month}月短期借款利息", _two("524", "215", fen)
        yield month.last_day, f"付{month.month}月短期借款利息", _two("215", "102", fen)


def _twelfth(year_fen: int, month: int) -> int:
    """A twelfth, floored to the fen; December takes the rest."""
    each = year_fen // 12
    return year_fen - 11 * each if month == 12 else each


def _carriage_rows(town: c.Town, month: Period) -> Iterator[Row]:
    """Transport of cili and washing of houttuynia, by the weight bought in the month."""
    for product, price_fen, word in (
        ("cili", c.CILI_TRANSPORT_FEN, "刺梨运费"),
        ("houttuynia", c.HOUTTUYNIA_WASHING_FEN, "鱼腥草清洗费"),
    ):
        if product == "cili" and month.year != c.YEAR:
            continue
        bought = scaled_tables(town, product, month.year)
        hg = sum(each for when, each in bought.items() if when.month == month)
        if hg:
            yield month.last_day, f"{month.month}月{word}", _two("521", "102", hg_value(hg, price_fen))


def _once_rows(town: c.Town, households: Sequence[Household]) -> list[Row]:
    """What happens once: opening debts settled, loans, land money passed through, cost of own crops."""
    park_fen, buyer_fen = opening_claims(town)
    owed = opening_growers(town, households)
    wages = opening_wages(town, households)
    wage_lines = tuple(EntryLine("213", fen, 0, code) for code, fen in wages.items())
    grower_lines = tuple(EntryLine("114", fen, 0, code) for code, fen in owed.items())
    loan, training = scaled(town, c.SEASON_LOAN_FEN), scaled(town, c.TRAINING_FEN)
    rows: list[Row] = [
        (date(c.YEAR, 1, 4), "收园区2024年12月务工款及服务费", _two("102", "113", park_fen, "", PARK)),
        (date(c.YEAR, 1, 4), "收鱼腥草货款(2024年12月下旬)", _two("102", "113", buyer_fen, "", BUYER)),
        (
            date(c.YEAR, 1, 5),
            "发2024年12月务工工资",
            (*wage_lines, EntryLine("102", 0, sum(wages.values()))),
        ),
        (
            date(c.YEAR, 1, 5),
            "付2024年12月下旬鱼腥草款",
            (*grower_lines, EntryLine("102", 0, sum(owed.values()))),
        ),
        (date(c.YEAR, 3, 1), "借入短期借款", _two("102", "201", loan)),
        (date(c.YEAR, 11, 30), "归还短期借款", _two("201", "102", loan)),
        (date(c.YEAR, 6, 10), "收培训补贴", _two("102", "235", training)),
        (date(c.YEAR, 6, 25), "付培训补贴", _two("235", "102", training)),
    ]
    own_cost = _own_crop_cost(town)
    rows.append((date(c.YEAR, 12, 31), "自产农产品入库", _two("121", "141", own_cost)))
    rows.append((date(c.YEAR, 12, 31), "自产农产品销售成本", _two("521", "121", own_cost)))
    return rows


def _own_crop_cost(town: c.Town) -> int:
    labour = sum(
        fen
        for month in Period(c.YEAR).months
        for job, fen in coop_labour(town, month).items()
        if job in STOCK_JOBS
    )
    inputs = sum(
        scaled(town, fen)
        for job, table in c.INPUTS_FEN.items()
        if job in STOCK_JOBS
        for fen in table.values()
    )
    return labour + inputs + second_fen(town)


# --- sales -----------------------------------------------------------------------------------------


def make_sales(town: c.Town) -> tuple[Sale, ...]:
    """Every sale of 2025 and of 2026 up to the demo day, by day, numbered."""
    rows: list[tuple[date, date, str, str, int, bool, int, int]] = []
    for product, price_fen, kept, buyer in (
        ("cili", c.CILI_SELL_FEN, c.CILI_WEIGHT_KEPT, COMPANY),
        ("houttuynia", c.HOUTTUYNIA_SELL_FEN, Fraction(1), BUYER),
    ):
        bought = dict(scaled_tables(town, product))
        if product == "houttuynia":
            bought |= scaled_tables(town, product, c.YEAR + 1)
        for when, hg in bought.items():
            sold, paid = when.last_day, when.pay_day - timedelta(days=1)
            rows.append((sold, paid, product, buyer, half_up(hg * kept), True, price_fen, hg))
    for product, (price_fen, table) in c.OTHER_SALES.items():
        for month, quantity in table.items():
            day = date(c.YEAR, month, 20)
            rows.append((day, day, product, BUYER, *_quantity(town, product, quantity), price_fen, 0))
    price_fen = c.OTHER_SALES["seedling"][0]
    for month, quantity in c.SEEDLINGS_2026:
        day = date(c.YEAR + 1, month, 10)
        rows.append((day, day, "seedling", BUYER, *_quantity(town, "seedling", quantity), price_fen, 0))
    rows = sorted((row for row in rows if row[0] <= c.DEMO_DAY), key=lambda row: (row[0], row[2]))
    return tuple(
        Sale(f"XS-{place:04d}", product, buyer, sold, paid, quantity, weighed, price, cost)
        for place, (sold, paid, product, buyer, quantity, weighed, price, cost) in enumerate(rows, 1)
    )


def _quantity(town: c.Town, product: str, whole: int) -> tuple[int, bool]:
    """Pieces of seedlings; all else is weighed in 0.1 kg."""
    weighed = product != "seedling"
    return half_up(whole * town.share * (10 if weighed else 1)), weighed
