"""The generators give the counts of docs/economy.md, the same every time, and nobody who exists."""

from collections import Counter
from functools import lru_cache

import pytest
from stdnum import luhn
from stdnum.cn import ric

from liancun.kernel import Period
from liancun.scenario import books, crops, labour, land, names, people, points
from liancun.scenario.constants import FULL, SMALL, TOWNS


@lru_cache(maxsize=2)
def households(scale: str):
    town = TOWNS[scale]
    return people.with_exemptions(town, people.make_households(town))


@pytest.mark.parametrize("scale", ["small", "full"])
def test_each_village_has_its_counts(scale):
    town = TOWNS[scale]
    for village in town.villages:
        here = [each for each in households(scale) if each.village is village]
        registered = [each for each in here if each.registered]
        assert len(registered) == village.households
        assert sum(len(each.persons) for each in registered) == village.persons
        assert sum(not each.living for each in registered) == town.away
        assert sum(not each.registered for each in here) == town.elsewhere
        assert sum(each.living for each in here) == village.households
        for standing, wanted in (("open", village.poor_open), ("ended", village.poor_ended)):
            of_it = [each for each in here if each.standing == standing]
            assert (len(of_it), sum(len(each.standing_persons) for each in of_it)) == wanted
        assert sum(each.exempt for each in here) == town.exempt


def test_the_whole_town():
    everyone = households("full")
    assert len(everyone) == 3626
    assert sum(each.living for each in everyone) == 3498
    members = people.make_members(FULL, everyone)
    assert (len(members), members[0].number, members[-1].number) == (3319, "TF-0001", "TF-3319")
    assert sum(each.contribution_fen for each in members) == 991_000_00
    assert sum(books.opening_reserve(each) for each in members) == 118_920_00


@pytest.mark.parametrize("scale", ["small", "full"])
def test_numbers_look_right_and_are_nobodys(scale):
    persons = [person for each in households(scale) for person in each.persons]
    for attribute in ("code", "id_number", "phone", "account"):
        assert len({getattr(person, attribute) for person in persons}) == len(persons)
    for person in persons[:500]:
        ric.validate(person.id_number)
        luhn.validate(person.account)
    assert {person.id_number[14:17] for person in persons} <= {"996", "997", "998", "999"}
    assert min(person.born.year for person in persons) > 1925
    assert {int(person.id_number[16]) % 2 == 1 for person in persons if person.sex == "男"} == {True}
    assert {person.phone[:4] for person in persons} == {"1540"}


def test_rare_characters_are_among_the_names():
    used = {character for each in households("full") for person in each.persons for character in person.name}
    assert set(names.RARE) <= used
    assert used <= set(names.every_character())


@pytest.mark.parametrize("scale", ["small", "full"])
def test_the_same_every_time(scale):
    town = TOWNS[scale]
    assert people.with_exemptions(town, people.make_households(town)) == households(scale)
    again = crops.make_slips(town, households(scale), "cili")
    assert again == crops.make_slips(town, households(scale), "cili")


def test_habits_and_tiers():
    everyone = households("full")
    rows = points.year_scores(FULL, everyone)
    assert len(rows) == 41_976
    assert {row.base for row in rows} == {10}
    assert {row.bonus for row in rows} == {1, 2, 3, 4, 5}
    year = Counter[int]()
    for row in rows:
        year[row.household.number] += row.base + row.bonus
    bands = Counter(sum(total < line for line in (168, 156, 144)) for total in year.values())
    assert tuple(bands[band] for band in range(4)) == FULL.habits
    exempt = [number for number in year if everyone[number - 1].exempt]
    bands = Counter(sum(year[number] < line for line in (168, 156, 144)) for number in exempt)
    assert tuple(bands[band] for band in range(4)) == FULL.exempt_habits
    before = points.tiers_2024(FULL, everyone)
    assert tuple(Counter(before.values())[tier] for tier in (1, 2, 3, 4)) == FULL.tiers_2024
    assert len(points.february_scores(FULL, everyone, 2026)) == 1400


@pytest.mark.parametrize(("product", "hg"), [("cili", 19_520_000), ("houttuynia", 18_000_000)])
def test_slips_add_up_to_their_ten_days(product, hg):
    slips = crops.make_slips(FULL, households("full"), product)
    assert sum(slip.net_hg for slip in slips) == hg
    assert len({slip.number for slip in slips}) == len(slips)
    by_table = Counter[tuple[Period, int]]()
    for slip in slips:
        third = min((slip.happened_on.day - 1) // 10, 2)
        by_table[Period.month_of(slip.happened_on), third] += slip.net_hg
    assert by_table == {(when.month, when.third): total for when, total in crops.tables(product).items()}
    assert {each.number for each in crops.growers(FULL, households("full"), product)} == {
        slip.household.number for slip in slips
    }
    assert all(0 < slip.net_hg < 10_000 for slip in slips)


def test_growers():
    counts = [len(crops.growers(FULL, households("full"), product)) for product in ("cili", "houttuynia")]
    assert counts == [1750, 1000]


def test_the_opening_balance_is_the_one_of_the_page():
    members = people.make_members(FULL, households("full"))
    lines = books.opening_lines(FULL, households("full"), members)
    assert lines[0].debit_fen == 1_500_000_00
    of_account = Counter[str]()
    for line in lines:
        of_account[line.account] += line.debit_fen - line.credit_fen
    assert of_account["114"] == -300_000_00
    assert of_account["113"] == 846_000_00
    assert sum(of_account.values()) == 0


BANK_AT_MONTH_ENDS = (
    *(1_264_000, 841_500, 3_226_875, 2_495_875, 1_662_875, 1_222_250),
    *(782_750, 404_650, 524_920, 1_940_412, 1_836_112, 2_925_987),
)
"""docs/economy.md 6.4."""


def test_the_bank_at_month_ends_is_the_one_of_the_page():
    everyone = households("full")
    bank = books.opening_lines(FULL, everyone, people.make_members(FULL, everyone))[0].debit_fen
    moved = Counter[int]()
    for voucher in books.make_vouchers(FULL, everyone):
        if voucher.day.year == 2025:
            for line in voucher.lines:
                if line.account == "102":
                    moved[voucher.day.month] += line.debit_fen - line.credit_fen
    for sale in books.make_sales(FULL):
        if sale.paid_on.year == 2025:
            moved[sale.paid_on.month] += sale.amount_fen
    for product, price_fen in (("cili", 400), ("houttuynia", 250)):
        for when, hg in crops.tables(product).items():
            if when.pay_day.year == 2025:
                moved[when.pay_day.month] -= books.hg_value(hg, price_fen)
    for worked in Period(2025).months[:-1]:
        moved[worked.month + 1] -= sum(labour.pay_fen(FULL, worked).values())
    moved[12] -= land.second_fen(FULL)
    for month in range(1, 13):
        bank += moved[month]
        assert bank == BANK_AT_MONTH_ENDS[month - 1] * 100, month


@pytest.mark.parametrize("town", [FULL, SMALL], ids=["full", "small"])
def test_vouchers_and_sales_are_numbered_once(town):
    for rows in (books.make_vouchers(town, households(town.scale)), books.make_sales(town)):
        assert len({row.number for row in rows}) == len(rows) > 30
