"""What can be seen of the park (园区查询): a year, the money of a holder's land, the company's memo."""

from liancun.rooms.park.queries.memo import CashLine, CompanyYear, company_year, may_see_memo
from liancun.rooms.park.queries.money import (
    DividendList,
    DividendRow,
    HolderMoney,
    MoneyLine,
    MoneyYear,
    PieceRow,
    ShareRow,
    SpanRow,
    dividend_list,
    holder_money,
    my_land_money,
)
from liancun.rooms.park.queries.year import LandAlarm, StatementRow, YearCard, land_alarm, year_card, years

__all__ = [
    "CashLine",
    "CompanyYear",
    "DividendList",
    "DividendRow",
    "HolderMoney",
    "LandAlarm",
    "MoneyLine",
    "MoneyYear",
    "PieceRow",
    "ShareRow",
    "SpanRow",
    "StatementRow",
    "YearCard",
    "company_year",
    "dividend_list",
    "holder_money",
    "land_alarm",
    "may_see_memo",
    "my_land_money",
    "year_card",
    "years",
]
