"""Land money on paper (土地钱打印): a year's dividend list, one household's slip."""

from datetime import date

from liancun.faces.fields import heading
from liancun.faces.prints.land import COLLECTIVE, mu
from liancun.faces.prints.listing import LINES_ACROSS, Column, PrintedList
from liancun.faces.words import part_name
from liancun.kernel.fields import specs_of
from liancun.kernel.quantities import format_scaled, format_yuan
from liancun.rooms.park.queries import (
    DividendList,
    DividendRow,
    HolderMoney,
    MoneyYear,
    PieceRow,
    ShareRow,
    SpanRow,
)

TITLES = {"guaranteed_dividend": "土地入股保底分红清单", "park_share": "园区分成清单"}
NOTES = {
    "guaranteed_dividend": (
        "应发 = 各段 面积×每亩每年×天数÷全年天数 之和,每户每类一次四舍五入到分;面积按章程规定的计酬面积。"
        "补发、扣回的一行是应为与已结算的差额。"
    ),
    "park_share": ("农户部分按入股土地的亩×天分,应分高出已有保底的部分补发;村集体部分按荒山的亩×天分。"),
}


def _columns(row: type, **widths: int) -> tuple[Column, ...]:
    """The columns of some fields of a row, each with its share of the width."""
    known = {spec.name: spec.field for spec in specs_of(row)}
    return tuple(
        Column(heading(known[name]), "right" if known[name].right else "left", width)
        for name, width in widths.items()
    )


def _list_columns(kind: str) -> tuple[Column, ...]:
    """Who gets it, what it is worked out from, how much it is."""
    who = _columns(DividendRow, holder_name=7, holder=5, part=8)
    paid = _columns(DividendRow, payee_name=7, amount_fen=6)
    if kind == "guaranteed_dividend":
        return (*who, *_columns(SpanRow, area_centimu=4, price_fen=5, days=3), *paid)
    return (*who, Column("亩×天", "right", 5), *_columns(ShareRow, share_fen=5, floor_fen=5), *paid)


def dividend_print(found: DividendList, village: str, on: date) -> PrintedList:
    """The list as it is posted on the board: names as the viewer may read them, no numbers of persons."""
    return PrintedList(
        title=f"{village}{found.year}年度{TITLES[found.kind]}",
        issuer=found.issuer,
        period="",
        columns=_list_columns(found.kind),
        rows=[
            (
                row.holder_name,
                "" if row.holder.startswith(COLLECTIVE) else row.holder,
                part_name(row.part),
                *_worked(row),
                row.payee_name,
                format_yuan(row.amount_fen),
            )
            for row in found.rows
        ],
        amounts_fen=[row.amount_fen for row in found.rows],
        number=found.run,
        note=NOTES[found.kind],
        digest=found.digest,
        sign_column=True,
        printed_on=str(on),
        landscape=True,
        lines_a_page=LINES_ACROSS,
    )


def _worked(row: DividendRow) -> tuple[str, str, str]:
    """What the amount is worked out from: a line of the cell for each span of days and price."""
    if share := row.share:
        floor = format_yuan(share.floor_fen) if share.floor_fen else ""
        return format_scaled(share.centimu_days, 100, 2), format_yuan(share.share_fen), floor
    return (
        "\n".join(mu(span.area_centimu) for span in row.spans),
        "\n".join(format_yuan(span.price_fen) for span in row.spans),
        "\n".join(str(span.days) for span in row.spans),
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
        title=f"{year.year}年度土地分红通知单",
        issuer=issuer,
        period="",
        columns=(
            *_columns(DividendRow, part=7),
            *_columns(PieceRow, contract=6, plot=9, area_centimu=4, price_fen=5, days=3),
            *_columns(DividendRow, amount_fen=6),
        ),
        rows=rows,
        amounts_fen=amounts,
        number=found.holder,
        note="有不对的,在公示期内向总社或网格员提出。",
        printed_on=str(on),
        facts=(("户", f"{name} {found.holder}"), ("已付", f"{format_yuan(year.paid_fen)} 元")),
        sign_column=True,
        landscape=True,
    )
