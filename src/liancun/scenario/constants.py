"""The inputs of the demo year, taken from docs/economy.md section 13 (演示常数). Nothing here is a result.

Units are in the names: `_fen`, `_t` (tonnes), `_hg` (0.1 kg, the smallest weight on a slip). Tables by month
have twelve columns, January first; tables by ten days (旬) have three for each month.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

YEAR: Final = 2025
DEMO_DAY: Final = date(2026, 2, 12)
FIRST_DAY: Final = date(2025, 1, 1)
LAST_DAY: Final = date(2025, 12, 31)
HISTORY_DAY: Final = date(2019, 12, 31)

TOWN_YAML: Final = """\
pack: panguan
place: {province: 贵州, county: 盘州, county_code: "520281", town: 盘关镇}
year: 2025
"""
"""Whose the data folder is."""

TOWN, FINANCE, JOINT, HEAD, PARK, COMPANY = "town", "finance", "joint", "head", "park", "company"


@dataclass(frozen=True)
class Village:
    """One of the eight villages (村), with the counts that its own records must add up to."""

    code: str
    slug: str
    name: str
    households: int
    persons: int
    poor_open: tuple[int, int]
    poor_ended: tuple[int, int]
    a_only: int
    b_only: int
    both: int
    labour_only: int
    growers: int
    grid_workers: int


@dataclass(frozen=True)
class Town:
    """A town to be raised (一镇): the whole of Panguan, or a small one for stories and tests.

    `share` scales every amount and weight of the tables below; the whole town has 1.
    Tuples of four go by tier, tuples of five by tier and flat.
    """

    scale: str
    seed: int
    share: Fraction
    villages: tuple[Village, ...]
    away: int
    """Registered households away or with a vacant house, in each village."""
    elsewhere: int
    """Households living here but registered elsewhere, in each village, three persons each."""
    exempt: int
    """Households exempt from the refuse fee by document, in each village."""
    tiers_2024: tuple[int, int, int, int]
    exempt_2024: tuple[int, int, int, int]
    habits: tuple[int, int, int, int]
    exempt_habits: tuple[int, int, int, int]
    unpaid_2025: tuple[int, int, int, int, int]
    paid_2026: tuple[int, int, int, int, int]
    february_rows: int
    cili_tables: int
    """Ten-day tables in which a grower of cili delivers, of eight."""
    houttuynia_tables: int
    """Ten-day tables in which a grower of houttuynia delivers, of eighteen."""
    votes: tuple[int, int, int]
    """Entitled to vote, present, for."""
    homes_a_cadre: int
    """Living households that one cadre looks after, at most."""
    company_share_fen: int
    collective_share_fen: int
    """Nothing where the collectives are no members: eleven members may have one unit among them."""


VILLAGES: Final = (
    Village("520281123201", "jiaxi", "贾西村", 584, 1691, (120, 258), (43, 115), 260, 251, 42, 31, 167, 3),
    Village("520281123202", "haiba", "海坝村", 512, 1382, (56, 108), (38, 101), 228, 219, 37, 28, 146, 3),
    Village("520281123203", "maoping", "茅坪村", 468, 1254, (51, 98), (34, 91), 209, 201, 33, 25, 134, 3),
    Village(
        "520281123204", "songlinwan", "松林湾村", 430, 1138, (47, 90), (32, 85), 192, 184, 31, 23, 123, 3
    ),
    Village(
        "520281123205", "shuijingping", "水井坪村", 410, 1085, (43, 83), (30, 80), 183, 176, 29, 22, 117, 2
    ),
    Village(
        "520281123206", "yunpanling", "云盘岭村", 390, 1032, (40, 77), (28, 75), 174, 167, 28, 21, 112, 2
    ),
    Village("520281123207", "maanshi", "马鞍石村", 364, 964, (35, 68), (27, 72), 162, 156, 26, 20, 104, 2),
    Village(
        "520281123208", "qinggangling", "青杠林村", 340, 900, (31, 60), (25, 66), 152, 146, 24, 18, 97, 2
    ),
)


def section_of(village: Village) -> str:
    """The section (片区) or branch (分社) of a village: the first has no branch of its own."""
    return f"{'pq' if village.slug == VILLAGES[0].slug else 'fs'}-{village.slug}"


FULL: Final = Town(
    scale="full",
    seed=2025,
    share=Fraction(1),
    villages=VILLAGES,
    away=16,
    elsewhere=16,
    exempt=5,
    tiers_2024=(875, 1399, 1049, 175),
    exempt_2024=(10, 16, 12, 2),
    habits=(910, 1420, 1010, 158),
    exempt_habits=(10, 17, 11, 2),
    unpaid_2025=(20, 55, 70, 20, 14),
    paid_2026=(450, 702, 500, 77, 64),
    february_rows=1400,
    cili_tables=3,
    houttuynia_tables=6,
    votes=(332, 301, 287),
    homes_a_cadre=60,
    company_share_fen=500_000_00,
    collective_share_fen=20_000_00,
)

SMALL: Final = Town(
    scale="small",
    seed=2025,
    share=Fraction(1, 320),
    villages=(
        Village("520281123201", "jiaxi", "贾西村", 7, 20, (1, 1), (1, 2), 2, 2, 2, 1, 2, 1),
        Village("520281123202", "haiba", "海坝村", 5, 13, (1, 1), (1, 2), 1, 2, 1, 1, 2, 1),
    ),
    away=1,
    elsewhere=1,
    exempt=1,
    tiers_2024=(3, 5, 3, 1),
    exempt_2024=(1, 1, 0, 0),
    habits=(3, 5, 3, 1),
    exempt_habits=(1, 1, 0, 0),
    unpaid_2025=(0, 0, 1, 0, 1),
    paid_2026=(1, 2, 1, 0, 1),
    february_rows=5,
    cili_tables=4,
    houttuynia_tables=9,
    votes=(11, 10, 9),
    homes_a_cadre=4,
    company_share_fen=1_500_00,
    collective_share_fen=0,
)

# --- members' shares and what the head holds on 2025-01-01 (economy.md 6.1) ------------------------

FARMER_SHARE_FEN: Final = 100_00
FARMER_RESERVE_FEN_PER_YUAN: Final = Fraction(12)
"""Reserve quantified by contribution before 2025: 0.12 yuan for each yuan put in."""
SUBSIDY_PROPERTY_FEN: Final = 3_200_000_00
EARLIER_LOSS_FEN: Final = 200_000_00
LOAN_FEN: Final = 2_000_000_00
DECEMBER_2024_COOP_PAY_FEN: Final = 460_000_00
DECEMBER_2024_PARK_PAY_FEN: Final = 480_000_00
DECEMBER_2024_HOUTTUYNIA_T: Final = 120
OPENING_BANK_FEN: Final = 1_500_000_00
OPENING_FEN: Final = {
    "141": 413_920_00,
    "142": 800_000_00,
    "143": -200_000_00,
    "151": 4_750_000_00,
    "152": -760_000_00,
}
"""Opening assets by account, contra accounts negative; the rest follows."""

# --- prices, yuan as fen ------------------------------------------------------------------------

CILI_BUY_FEN: Final = 4_00
CILI_SELL_FEN: Final = 4_40
CILI_WEIGHT_KEPT: Final = Fraction(99, 100)
CILI_TRANSPORT_FEN: Final = 10
HOUTTUYNIA_BUY_FEN: Final = 2_50
HOUTTUYNIA_SELL_FEN: Final = 2_85
HOUTTUYNIA_WASHING_FEN: Final = 15

# --- deliveries by ten days, tonnes (6.3) --------------------------------------------------------

CILI_T: Final = {8: (0, 150, 250), 9: (330, 340, 330), 10: (290, 262, 0)}
HOUTTUYNIA_T: Final = {
    1: (70, 70, 60), 2: (70, 60, 70), 3: (80, 70, 50),
    10: (80, 100, 120), 11: (160, 170, 170), 12: (140, 130, 130),
}  # fmt: skip
HOUTTUYNIA_2026_T: Final = {1: (70, 70, 60), 2: (60, 0, 0)}

B_ORCHARD_MU: Final = 12_200
HOUTTUYNIA_CENTIMU_PER_GROWER: Final = 200

# --- land, mu, and what a mu-year costs (3) -------------------------------------------------------

LAND_MU: Final = {"A": 14_000, "B": B_ORCHARD_MU, "C": 5_000}
DISHEN_MU: Final = 2_300
NURSERY_MU: Final = 620
HERB_MU: Final = 300
FLOOR_RATE_FEN: Final = 400_00
HILL_RATE_FEN: Final = 100_00
POLICY_FUNDS_FEN: Final = 4_550_000_00
POLICY_FUNDS_RATE: Final = Fraction(6, 100)
"""What the company pays the collectives a year on the policy funds quantified to them."""

# --- other sales, cash in the month (6.3): product -> unit price in fen, {month: quantity} -----------

OTHER_SALES: Final = {
    "seedling": (70, {1: 300_000, 2: 360_000, 3: 300_000, 11: 500_000, 12: 400_000}),
    "dishen": (4_00, {10: 310_000, 11: 700_000, 12: 600_000}),
    "herb": (5_00, {9: 40_000, 10: 35_000}),
    "honey": (160_00, {7: 800, 11: 1_200}),
}
SEEDLINGS_2026: Final = ((1, 300_000), (2, 120_000))

# --- labour: person-days by month, a day rate and a piece rate (section 4) ---------------------------

DAY_RATE_FEN: Final = 100_00
PICKING_FEN_PER_KG: Final = 60
PARK_DAYS: Final = {
    "tending": (6000, 3500, 5000, 5000, 5500, 5500, 5000, 1500, 500, 1000, 5000, 4500),
    "ditches": (500, 500, 500, 600, 700, 800, 900, 575, 500, 500, 600, 500),
    "weighing": (0, 0, 0, 0, 0, 0, 0, 600, 1200, 700, 0, 0),
}
PARK_PICKING_T: Final = {8: 700, 9: 1790, 10: 1040}
PICKING_DAYS: Final = {8: 3182, 9: 8136, 10: 4727}
COOP_DAYS: Final = {
    "dishen": (0, 1000, 5000, 4500, 2500, 2500, 2200, 1000, 500, 3000, 6000, 4000),
    "nursery": (600, 800, 1000, 800, 700, 700, 700, 600, 500, 600, 880, 800),
    "herb": (0, 0, 0, 400, 400, 400, 400, 400, 400, 0, 0, 0),
    "bees": (125,) * 12,
    "weighing": (0, 0, 0, 0, 0, 0, 0, 300, 800, 400, 0, 0),
}
JOB_NUMBERS: Final = {
    "park_tending": "11", "park_ditches": "12", "park_weighing": "13", "park_picking": "14",
    "dishen": "21", "nursery": "22", "herb": "23", "bees": "24", "coop_weighing": "25",
}  # fmt: skip
"""The jobs by the codes of the labour rules, and their place in an order's number."""
JOB_SITES: Final = {
    "park_tending": "刺梨园", "park_ditches": "沟渠", "park_weighing": "园区磅房", "park_picking": "采收点",
    "dishen": "地参地", "nursery": "苗圃", "herb": "透骨草地", "bees": "蜂场", "coop_weighing": "总社磅房",
}  # fmt: skip
"""What the place is called where a job is done, behind its village's name."""
PARK_FEE: Final = Fraction(5, 100)
JANUARY_2026_COOP_DAYS: Final = {"nursery": 600, "bees": 125}
JANUARY_2026_PARK_DAYS: Final = {"tending": 6000, "ditches": 500}

# --- cost vouchers by month (6.4), fen ---------------------------------------------------------------

INPUTS_FEN: Final = {
    "dishen": {2: 480_000_00, 3: 600_000_00, 5: 200_000_00, 7: 100_000_00},
    "nursery": {2: 120_000_00, 7: 48_000_00, 11: 80_000_00},
    "herb": {4: 45_000_00},
    "bees": {4: 40_000_00, 10: 30_000_00},
}
STAFF_FEN: Final = 42_000_00
SECTION_HEADS_FEN: Final = 12_000_00
OFFICE_FEN: Final = 8_000_00
INSURANCE_FEN: Final = 9_000_00
DEPRECIATION_151_FEN: Final = 190_000_00
DEPRECIATION_142_FEN: Final = 70_000_00
INTEREST_231_FEN: Final = 6_875_00
INTEREST_201_FEN: Final = 7_500_00
SEASON_LOAN_FEN: Final = 3_000_000_00
SEASON_LOAN_MONTHS: Final = range(3, 12)
TRAINING_FEN: Final = 120_000_00

# --- the park's year and the company's cash (5, 10), fen --------------------------------------------

PARK_FRUIT_T: Final = 3_530
PARK_INPUTS_FEN: Final = 2_350_000_00
PARK_MANAGEMENT_FEN: Final = 600_000_00
COMPANY_OPENING_FEN: Final = 5_000_000_00
COMPANY_CASH_FEN: Final = {
    ("果汁货款", "in"): (9_000_000_00, 7_800_000_00, 6_800_000_00, 10_000_000_00),
    ("加工支出", "out"): (1_200_000_00, 900_000_00, 4_900_000_00, 3_378_712_00),
    ("收购合作社鲜果", "out"): (0, 0, 4_660_920_00, 3_841_992_00),
    ("园区务工与服务费", "out"): (1_606_500_00, 1_816_500_00, 2_002_875_00, 2_832_900_00),
    ("园区物资与管理", "out"): (750_000_00, 1_150_000_00, 400_000_00, 650_000_00),
    ("土地保底、荒山租金与资金收益", "out"): (0, 0, 0, 6_373_000_00),
    ("利息与本金", "out"): (525_000_00, 2_025_000_00, 525_000_00, 2_025_000_00),
    ("母公司托底", "support"): (0, 0, 0, 6_000_000_00),
}

# --- sanitation points (section 8) -------------------------------------------------------------------

BASE_POINTS: Final = 10
HABITS: Final = ((5, 4), (4, 3), (3, 2), (2, 1))
"""Bonus of a month, the better and the worse; January always the worse."""

TOWNS: Final = {"full": FULL, "small": SMALL}
