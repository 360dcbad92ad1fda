"""What a year's distribution gives each member (成员盈余)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from liancun.base.lists import in_order, listed
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, Text, Whole, Yuan, _
from liancun.rooms.registry.queries import names
from liancun.rooms.settlement import queries as runs
from liancun.rooms.settlement.queries import LineSum
from liancun.rooms.surplus import facts, rules
from liancun.rooms.surplus.queries.year import must_read, reached_by, run_of

PARTS = (rules.PATRONAGE, rules.EQUITY, rules.RESERVE)
"""What a member's share of a year is made of."""


@dataclass(frozen=True)
class MemberShare:
    """What a year's distribution gives one member (成员盈余). The reserve is theirs and paid to nobody."""

    number: str
    name: A[str, Text(_("成员"), link="ref")]
    patronage_fen: A[int, Yuan(_("按交易返还"))]
    equity_fen: A[int, Yuan(_("按成员账户"))]
    reserve_fen: A[int, Yuan(_("公积金份额"))]
    paid_fen: A[int, Yuan(_("已付"))]
    due_fen: A[int, Yuan(_("应发"))]
    ref: str


@dataclass(frozen=True)
class SharesPage:
    """A page of what a year gives its members, and the sums of all in reach."""

    total: int
    year: int
    run: str
    patronage_fen: A[int, Yuan(_("按交易返还"))]
    equity_fen: A[int, Yuan(_("按成员账户"))]
    reserve_fen: A[int, Yuan(_("公积金份额"))]
    paid_fen: A[int, Yuan(_("已付"))]
    due_fen: A[int, Yuan(_("应发"))]
    rows: tuple[MemberShare, ...]


@listed(
    "surplus.members",
    title=_("成员盈余"),
    sorts=("due_fen", "patronage_fen", "equity_fen"),
    path="surplus/{year}/members",
    empty=_("这一年还没有分配方案"),
)
def members_shares(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    year: A[int | None, Whole(_("年度"), 2000, 2100, help=_("留空即去年"))] = None,
    asked: A[str, Text(_("成员"), most=60)] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> SharesPage:
    """What each member gets of a year, by both parts and the reserve; a member once the papers are laid out.

    Who is no staff of the cooperative sees the own row.
    """
    year = year or on.year - 1
    run, state = run_of(org_code, year)
    must_read(viewer, org_code, reached_by(run, state))
    if run and run.kind != facts.SURPLUS:
        run = None
    lines = runs.line_sums(viewer, org_code, run.pk) if run else ()
    payees = {line.subject: line.payee for line in reversed(lines)}

    def named(rows: list[MemberShare]) -> list[MemberShare]:
        known = names(viewer, [payees[row.number] for row in rows])
        return [replace(row, name=known.get(payees[row.number], "")) for row in rows]

    every = _by_member(lines)
    if asked:
        every = [row for row in named(every) if asked in row.name]
    sums = {
        name: sum(getattr(row, name) for row in every)
        for name in ("patronage_fen", "equity_fen", "reserve_fen", "paid_fen", "due_fen")
    }
    shown = in_order(every, sort)[offset : offset + limit]
    return SharesPage(
        total=len(every), year=year, run=f"run:{run.pk}" if run else "", **sums, rows=tuple(named(shown))
    )


def _by_member(lines: Iterable[LineSum]) -> list[MemberShare]:
    """Lines of a distribution added up by member, unnamed; a supplement counts to what it comes after."""
    found: dict[str, dict[str, int]] = {}
    first: dict[str, str] = {}
    for line in lines:
        part = line.part.rpartition("/")[2]
        sums = found.setdefault(line.subject, dict.fromkeys((*PARTS, "paid", "due"), 0))
        sums[part] += line.amount_fen
        sums["paid"] += line.paid_fen
        sums["due"] += line.amount_fen if line.payable else 0
        first.setdefault(line.subject, line.ref)
    return [
        MemberShare(
            number=number,
            name="",
            patronage_fen=sums[rules.PATRONAGE],
            equity_fen=sums[rules.EQUITY],
            reserve_fen=sums[rules.RESERVE],
            paid_fen=sums["paid"],
            due_fen=sums["due"],
            ref=first[number],
        )
        for number, sums in sorted(found.items())
    ]
