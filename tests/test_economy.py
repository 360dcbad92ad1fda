"""The page of the town's money adds up and is what the simulator takes in (账本与资金): docs/economy.md.

Every table is read from the page, recomputed, and held against the constants and the generated books.
"""

import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from liancun.kernel import Period
from liancun.kernel.allocate import allocate
from liancun.scenario import books, crops, land, people
from liancun.scenario import constants as c

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "economy.md").read_text("utf-8")
NUMBER = re.compile(r"−?\s?\d[\d,]*(?:\.\d+)?")


def exact(text: str) -> Fraction:
    """A number as the page writes it; an empty cell is nothing."""
    found = NUMBER.search(text)
    return Fraction(found[0].replace(",", "").replace("−", "-").replace(" ", "")) if found else Fraction(0)


def section(number: str) -> str:
    """The text below a heading, up to the next."""
    found = re.search(rf"^##+ {re.escape(number)}\.? .*?(?=^##|\Z)", PAGE, flags=re.S | re.M)
    assert found, number
    return found[0]


def rows(number: str) -> list[list[str]]:
    """The cells of every table row of a section, without emphasis."""
    lines = [
        line for line in section(number).splitlines() if line.startswith("|") and not line.startswith("|--")
    ]
    return [[cell.strip().replace("*", "") for cell in line.strip("|").split("|")] for line in lines]


def row(number: str, start: str, nth: int = 0) -> list[str]:
    """The cells after the first of the row that starts so."""
    found = [cells[1:] for cells in rows(number) if cells[0].startswith(start)]
    assert len(found) > nth, (number, start)
    return found[nth]


def amounts(number: str, start: str, nth: int = 0) -> list[Fraction]:
    return [exact(cell) for cell in row(number, start, nth)]


def says(text: str, *numbers: Fraction | int, places: int = 0) -> None:
    """The section writes each of the numbers, with thousands apart."""
    for number in numbers:
        whole = Fraction(number)
        written = f"{Decimal(whole.numerator) / Decimal(whole.denominator):,.{places}f}"
        assert written in text, written


def test_a_number_is_read_as_it_is_written():
    assert [exact(each) for each in ("1,234.50", "− 200,000.00 → 937", "", "≥ 168")] == [
        Fraction("1234.5"),
        -200_000,
        0,
        168,
    ]


# --- places and people (2, 13.1) -----------------------------------------------------------------


def test_villages_are_those_of_the_simulator_and_add_up():
    names = ("households", "persons", "a_only", "b_only", "both", "labour_only", "growers", "grid_workers")
    of_page = {0: 1, 1: 2, 2: 5, 3: 6, 4: 7, 5: 8, 6: 10, 7: 11}
    cells_of = {cells[0]: cells for cells in rows("13.1")}
    total = next(cells for cells in rows("13.1") if cells[1] == "8")
    for place, name in enumerate(names):
        column = of_page[place] + 1
        for village in c.VILLAGES:
            assert exact(cells_of[village.code][column]) == getattr(village, name), (village.code, name)
        assert exact(total[column]) == sum(getattr(village, name) for village in c.VILLAGES), name
    for column, name in ((4, "poor_open"), (5, "poor_ended")):
        for village in c.VILLAGES:
            assert cells_of[village.code][column] == "/".join(map(str, getattr(village, name)))
        sums = [sum(getattr(village, name)[part] for village in c.VILLAGES) for part in (0, 1)]
        assert total[column] == "/".join(map(str, sums))
    for village in c.VILLAGES:
        members = village.a_only + village.b_only + village.both
        assert exact(cells_of[village.code][10]) == members
        assert members + village.labour_only == village.households


def test_the_two_counts_of_households():
    away, elsewhere = c.FULL.away * 8, c.FULL.elsewhere * 8
    households = sum(village.households for village in c.VILLAGES)
    says(section("2"), households, away, households - away, households * 12, households + elsewhere)
    says(section("2"), households - 40 + away, sum(village.persons for village in c.VILLAGES))


# --- labour (4) ----------------------------------------------------------------------------------


def test_days_and_pay():
    jobs = {
        "park: tending": c.PARK_DAYS["tending"],
        "park: ditches": c.PARK_DAYS["ditches"],
        "park: weighing": c.PARK_DAYS["weighing"],
        **{f"coop: {job}": days for job, days in c.COOP_DAYS.items()},
    }
    columns = [Fraction(0)] * 14
    for start, days in jobs.items():
        found = amounts("4", start)
        assert found[:12] == list(days), start
        assert found[12] == sum(days) and found[13] == sum(days) * 100, start
    for cells in rows("4"):
        if cells[0].startswith(("park: ", "coop: ")):
            found = [exact(cell) for cell in cells[1:]]
            assert sum(found[:12]) == found[12], cells[0]
            columns = [before + now for before, now in zip(columns, found, strict=True)]
    assert amounts("4", "all days") == columns
    assert amounts("4", "park: picking")[13] == sum(c.PARK_PICKING_T.values()) * 1000 * Fraction(60, 100)


# --- the head cooperative's year (6) -----------------------------------------------------------------


@cache
def households() -> tuple[people.Household, ...]:
    return tuple(people.make_households(c.FULL))


@cache
def delivered() -> dict[str, int]:
    """Fen paid for each product of the year's weighing days."""
    prices = {"cili": c.CILI_BUY_FEN, "houttuynia": c.HOUTTUYNIA_BUY_FEN}
    return {name: books.hg_value(sum(crops.tables(name).values()), fen) for name, fen in prices.items()}


@cache
def surplus_fen() -> int:
    """The year's surplus out of the generated vouchers, sales, deliveries, wages and land money."""
    sold = sum(sale.amount_fen for sale in books.make_sales(c.FULL) if sale.sold_on.year == 2025)
    result, own_crops = 0, 0
    for voucher in books.make_vouchers(c.FULL, households()):
        if voucher.day.year == 2025:
            for line in voucher.lines:
                if line.account.startswith("5"):
                    result += line.credit_fen - line.debit_fen
                if line.account.startswith("141"):
                    own_crops += line.debit_fen - line.credit_fen
    wages = [books.coop_labour(c.FULL, month) for month in Period(2025).months]
    stock = sum(fen for jobs in wages for job, fen in jobs.items() if job in books.STOCK_JOBS)
    own_crops += stock + land.second_fen(c.FULL)
    result -= sum(sum(jobs.values()) for jobs in wages) - stock
    return sold + result - own_crops - sum(delivered().values())


def test_the_surplus_of_the_page_is_that_of_the_books():
    assert amounts("6", "surplus of the year")[2] * 100 == surplus_fen()


def test_the_lines_of_the_year_add_up():
    sums = [Fraction(0)] * 3
    for cells in rows("6"):
        if cells[0].startswith(("line", "trade", "surplus")):
            continue
        income, cost, margin = [exact(cell) for cell in cells[1:]]
        assert income - cost == margin, cells[0]
        if cells[0].startswith(("cili", "houttuynia", "dishen", "nursery", "herb", "honey", "service fee")):
            sums = [before + now for before, now in zip(sums, (income, cost, margin), strict=True)]
    assert amounts("6", "trade") == sums
    after = sums[2] + sum(amounts("6", start)[2] for start in ("depreciation", "523", "524"))
    assert amounts("6", "surplus of the year")[2] == after


def test_deliveries_by_ten_days():
    for start, product in (("cili B", "cili"), ("houttuynia", "houttuynia")):
        cells = row("6.3", start)
        months = [int(ton) for cell in cells[:-1] for ton in cell.split("/") if ton]
        tables = [hg // 10_000 for hg in crops.tables(product).values()]
        assert sorted(months) == sorted([*tables, *[0] * (len(months) - len(tables))])
        assert exact(cells[-1]) == sum(months)


@pytest.mark.parametrize("column", [1, 3])
def test_the_opening_balance_balances(column):
    found = [cells for cells in rows("6.1") if cells[0] not in ("assets", "total")]
    total = next(cells for cells in rows("6.1") if cells[0] == "total")
    assert sum(exact(cells[column]) for cells in found) == exact(total[column])


def test_the_closing_balance_balances():
    for column in (1, 2):
        by_start = {cells[0]: exact(cells[column]) for cells in rows("6.5") if cells[0]}
        assets = by_start["102 2,925,987 · 113 895,500 · 141 413,920 · 142/143 530,000 · 151/152 3,800,000"]
        two = [exact(part) for part in rows("6.5")[3][column].split("·")]
        owed = sum(amount for start, amount in by_start.items() if start[:3] in ("114", "301", "322", "332"))
        assert assets == owed + sum(two) == by_start["liabilities and equity"]
    named = re.findall(r"(?<=[\d/]{3} )\d[\d,]+", rows("6.5")[1][0])
    assert sum(exact(each) for each in named) == exact(rows("6.5")[1][1])


# --- the surplus to the fen (7) ----------------------------------------------------------------------


def test_the_surplus_is_divided_as_the_page_says():
    text = section("7")
    after_loss = surplus_fen() - c.EARLIER_LOSS_FEN
    reserve = after_loss // 10
    pot = after_loss - reserve
    patronage = pot * 6 // 10
    for fen in (surplus_fen(), after_loss, reserve, pot, patronage, pot - patronage):
        says(text, Fraction(fen, 100), places=2)
    says(
        text,
        sum(delivered().values()),
        Fraction(delivered()["cili"], 100),
        Fraction(delivered()["houttuynia"], 100),
    )


def test_the_rest_is_divided_by_account_as_the_page_says():
    heads = 3_310 + 1 + 8
    keys = [f"TF-{number:04}" for number in range(1, heads + 1)]
    subsidy = allocate(c.SUBSIDY_PROPERTY_FEN, dict.fromkeys(keys, 1))
    farmer, company, collective = c.FARMER_SHARE_FEN, c.FULL.company_share_fen, c.FULL.collective_share_fen
    put_in = dict(zip(keys, [farmer] * 3_310 + [company] + [collective] * 8, strict=True))
    weights = {key: fen + fen * 12 // 100 + subsidy[key] for key, fen in put_in.items()}
    paid = allocate(int(exact(row("7", "6 the rest")[0]) * 100), weights)
    expected = Counter((weights[key], paid[key]) for key in keys)
    page: Counter[tuple[int, int]] = Counter()
    for cells in rows("7"):
        if cells[0].startswith(("farmer", "company", "collective")):
            weight, count, fen = int(exact(cells[1])), int(exact(cells[2])), int(exact(cells[3]) * 100)
            page[weight, fen] += count
            assert exact(cells[3]) * count == exact(cells[4]), cells[0]
    assert page == expected
    says(section("7"), sum(weights.values()))


# --- the refuse fee (8) ------------------------------------------------------------------------------


def test_bills_of_two_years():
    fees = amounts("8", "fee")[:6]
    fees[5] = Fraction(0)
    assert fees == [30, 60, 96, 120, 36, 0]
    for start in ("bills of 2025", "unpaid on 2025", "paid", "bills of 2026", "paid by 2026"):
        found = amounts("8", start)
        counts = found[:6]
        assert sum(counts[:5]) == found[6], start
        assert sum(count * fee for count, fee in zip(counts[:5], fees, strict=False)) == found[7], start
    paid, unpaid, bills = amounts("8", "paid"), amounts("8", "unpaid on 2025"), amounts("8", "bills of 2025")
    assert paid[7] + unpaid[7] == bills[7]
    assert bills[:4] == [a - b for a, b in zip(c.FULL.tiers_2024, c.FULL.exempt_2024, strict=True)]
    assert amounts("8", "bills of 2026")[:4] == [
        a - b for a, b in zip(c.FULL.habits, c.FULL.exempt_habits, strict=True)
    ]
    assert (
        tuple(unpaid[:5]) == c.FULL.unpaid_2025
        and tuple(amounts("8", "paid by 2026")[:5]) == c.FULL.paid_2026
    )
    living = sum(village.households for village in c.VILLAGES)
    assert living * 120 - paid[7] == 199_434
    says(section("8"), living * 120)


# --- the park and the company (5, 10) ----------------------------------------------------------------


def test_the_park_divides_seven_to_three_over_a_floor():
    text = section("5")
    labour = amounts("4", "park: tending")[13] + sum(
        amounts("4", start)[13] for start in ("park: ditches", "park: weighing", "park: picking")
    )
    fruit = Fraction(3_530_000 * 4)
    net = fruit - labour * (1 + c.PARK_FEE) - 2_950_000
    says(text, net, net * 70 / 100, net * 25 / 100, net * 5 / 100, places=2)
    says(text, 5_600_000 - net * 25 / 100, places=2)
    says(text, -(net * 70 / 100 - (5_600_000 - net * 25 / 100) - 500_000), places=2)


def test_the_company_in_thousands():
    names = ("processing", "fruit", "park labour", "park inputs", "guarantee", "interest")
    for column in range(5):
        cash = amounts("10", "opening")[column] + amounts("10", "juice")[column]
        cash -= sum(amounts("10", name)[column] for name in names)
        assert cash == amounts("10", "before support")[column], column
        assert cash + amounts("10", "support")[column] == amounts("10", "closing")[column], column
    for name in ("juice", *names, "support by"):
        found = amounts("10", name)
        assert sum(found[:4]) == found[4], name


# --- the figures' page --------------------------------------------------------------------------------


def test_the_figures_page_counts_its_figures():
    page = (Path(__file__).resolve().parents[1] / "docs" / "figures.md").read_text("utf-8")
    rows_of = {match[1]: match[0] for match in re.finditer(r"^\| `(\w+)` \|.*$", page, flags=re.M)}
    for name in ("computed", "not computed"):
        listed = re.search(rf"^\| {name} \((\d+)\) \| (.*) \|$", page, flags=re.M)
        assert listed, name
        ids = re.findall(r"`(\w+)`", listed[2])
        assert len(ids) == int(listed[1]) and set(ids) <= rows_of.keys()
    published = {"households_covered": 3498, "persons_covered": 9446, "villages_covered": 8}
    for name, number in published.items():
        assert f"| {number:,} |" in rows_of[name]
    assert published["households_covered"] == sum(village.households for village in c.VILLAGES)
    assert published["persons_covered"] == sum(village.persons for village in c.VILLAGES)
    standings = {
        "poor_open": ("poor_households_on_record", "poor_persons_on_record"),
        "poor_ended": ("lifted_households", "lifted_persons"),
    }
    for part, names in standings.items():
        for which, name in enumerate(names):
            assert f"| {sum(getattr(village, part)[which] for village in c.VILLAGES)} |" in rows_of[name]
