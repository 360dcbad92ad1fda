"""Land money on paper (土地钱打印): a year's dividend list, one household's slip."""

from datetime import date

from liancun.faces.prints.land import mu
from liancun.faces.prints.listing import Column, PrintedList
from liancun.faces.words import part_name
from liancun.kernel.quantities import format_yuan
from liancun.rooms.park.queries import DividendList, HolderMoney, MoneyYear

TITLES = {"guaranteed_dividend": "土地入股保底分红清单", "park_share": "园区分成清单"}
LIST_COLUMNS = (
    Column("户", "left", 5),
    Column("户编码", "center", 5),
    Column("类别", "left", 7),
    Column("面积(亩)", "right", 4),
    Column("每亩每年(元)", "right", 5),
    Column("天数", "right", 3),
    Column("收款人", "left", 5),
    Column("应发(元)", "right", 6),
)
SLIP_COLUMNS = (
    Column("类别", "left", 7),
    Column("合同", "center", 6),
    Column("地块", "center", 9),
    Column("面积(亩)", "right", 4),
    Column("每亩每年(元)", "right", 5),
    Column("天数", "right", 3),
    Column("应发(元)", "right", 6),
)


def dividend_print(found: DividendList, village: str, on: date) -> PrintedList:
    """The list as it is posted on the board: names as the viewer may read them, no numbers of persons."""
    return PrintedList(
        title=f"{village}{TITLES[found.kind]}",
        issuer=found.issuer,
        period=str(found.year),
        columns=LIST_COLUMNS,
        rows=[
            (
                row.holder_name or row.holder,
                row.holder,
                part_name(row.part),
                mu(row.area_centimu) if row.area_centimu else "",
                "、".join(format_yuan(fen) for fen in row.prices_fen),
                "、".join(map(str, row.days)),
                row.payee_name,
                format_yuan(row.amount_fen),
            )
            for row in found.rows
        ],
        amounts_fen=[row.amount_fen for row in found.rows],
        number=found.run,
        note="面积按章程规定的计酬面积;不满一年的按天数折算,每户每类一次四舍五入到分。",
        digest=found.digest,
        sign_column=True,
        printed_on=str(on),
        landscape=True,
    )


def slip_print(found: HolderMoney, year: MoneyYear, name: str, issuer: str, on: date) -> PrintedList:
    """One household's slip of a year (一户一单): every plot with its area, price and days."""
    rows: list[tuple[str, ...]] = []
    amounts: list[int] = []
    for line in year.lines:
        if not line.payable:
            continue
        first = line.pieces[0] if line.pieces else None
        rows.append(
            (
                part_name(line.part),
                first.contract if first else "",
                first.plot if first else "",
                mu(first.area_centimu) if first else "",
                format_yuan(first.price_fen) if first else "",
                str(first.days) if first else "",
                format_yuan(line.amount_fen),
            )
        )
        amounts.append(line.amount_fen)
        for piece in line.pieces[1:]:
            known = (piece.contract, piece.plot, mu(piece.area_centimu), format_yuan(piece.price_fen))
            rows.append(("", *known, str(piece.days), ""))
            amounts.append(0)
    return PrintedList(
        title="土地分红通知单",
        issuer=issuer,
        period=str(year.year),
        columns=SLIP_COLUMNS,
        rows=rows,
        amounts_fen=amounts,
        number=found.holder,
        note="有不对的,在公示期内向总社或网格员提出。",
        printed_on=str(on),
        facts=(("户", f"{name} {found.holder}"), ("已付", f"{format_yuan(year.paid_fen)} 元")),
        sign_column=True,
        landscape=True,
    )
