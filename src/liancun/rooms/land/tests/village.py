"""A little land for tests (小村的地).

Plots A1, A2 of K0000001, B1 of K0000002 and the hill H1 in Jiaxi, D1 of K0000004 in Haiba; contracts TD-1
(A1, A2), TD-2 (the hill), TD-4 (D1, signed in February), TZ-1 under A1.
"""

from datetime import date
from typing import Any

from liancun.base.importing import import_kind, import_workbook, write_rows
from liancun.base.permits import SYSTEM

ONE, TWO, FOUR = "K0000001", "K0000002", "K0000004"
SINCE, UNTIL = date(2020, 1, 1), date(2028, 6, 30)
DAY = date(2025, 3, 1)
PLOTS = {
    "jiaxi": (("A1", ONE, 320), ("A2", ONE, 150), ("B1", TWO, 200), ("H1", "O:jiaxi", 10_000)),
    "haiba": (("D1", FOUR, 500),),
}


def bring(kind: str, org: str, *rows: dict[str, Any], on: date = DAY, by: Any = SYSTEM) -> Any:
    """Import rows as a workbook of their own."""
    content = write_rows(import_kind(kind), rows)
    return import_workbook(kind, content, f"{kind}.xlsx", org_code=org, by=by, on=on)


def plot(code: str, measured: int, **more: Any) -> dict[str, Any]:
    """A plot's row: the contract says 20 centimu less than measured, the register 10 less."""
    return {
        "code": code,
        "name": f"大坡{code}",
        "land_class": "garden",
        "slope_deg": 12,
        "grade": "4等",
        "contract_centimu": measured - 20,
        "registered_centimu": measured - 10,
        "measured_centimu": measured,
        "boundary": "东至路,南至沟,西至坎,北至林",
        "outline": "104.50 25.60; 104.51 25.60; 104.51 25.61",
        "start": SINCE,
        "document": "确权登记2016",
    } | more


def right(code: str, holder: str, **more: Any) -> dict[str, Any]:
    """A right's row: a household's to the middle of 2028, the collective's without end."""
    end = None if holder.startswith("O:") else UNTIL
    return {"plot": code, "holder": holder, "start": SINCE, "end": end, "document": "承包合同"} | more


def contract(number: str, giver: str, plots: str, **more: Any) -> dict[str, Any]:
    """A contract's row with every item."""
    return {
        "number": number,
        "form": "shares",
        "giver": giver,
        "payer": "O:company",
        "plots": plots,
        "use": "种植刺梨",
        "start": date(2024, 1, 1),
        "end": UNTIL,
        "rate_fen": 40_000,
        "pay_by": "12-31",
        "rights": "按约定用途经营",
        "compensation": "土地补偿归出让方",
        "breach": "逾期付款按日万分之五",
        "signed_on": date(2023, 12, 1),
        "document": f"合同文本{number}",
    } | more


def raise_land() -> None:
    """Plots, rights and contracts of the two villages."""
    for org, plots in PLOTS.items():
        bring("plots", org, *(plot(code, measured) for code, _holder, measured in plots))
        bring("plot_rights", org, *(right(code, holder) for code, holder, _measured in plots))
    hill = contract("TD-2", "O:jiaxi", "H1", form="lease", rate_fen=10_000, end=date(2045, 12, 31))
    late = contract("TD-4", FOUR, "D1", signed_on=date(2025, 2, 20), start=date(2025, 4, 1))
    second = contract("TZ-1", ONE, "A1", form="second", payer="O:head", end=date(2025, 8, 31))
    bring("land_contracts", "head", contract("TD-1", ONE, "A1 A2"), hill, late, second)
