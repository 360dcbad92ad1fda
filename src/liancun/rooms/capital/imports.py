"""The share register's workbook (股金登记表): lots that the book already holds in 301.

It posts nothing: the entry came by the opening balances or a voucher, and `liancun check` compares the two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.base.viewer import Viewer
from liancun.kernel import Problem, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, Yuan, _
from liancun.rooms.capital import rules
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.capital.rules import FORMS, ContributionTerms
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class ShareRow:
    """One lot as the register's workbook has it (股金登记表的一行)."""

    number: A[str, Code(_("股权编号"), most=40, example="GJ-0001")]
    party: A[
        str,
        Code(_("成员编码"), most=20, slash=True, help=_("人员编码,或 O:单位编码"), example="P0000001"),
    ]
    form: A[str, Choice(_("出资方式"), FORMS, example="货币")]
    shares: A[int, Whole(_("股数"), 1, 10**12, example="100")]
    price_fen: A[int, Yuan(_("每股"), 1, 10**12, example="1.00")]
    happened_on: A[date, Day(_("出资日"), example="2018-07-01")]
    document: A[str | None, Text(_("凭证文件"), most=60)] = None
    resolution: A[str | None, Text(_("作价决议"), most=120)] = None


COLUMNS = columns_of(ShareRow)
NUMBER, PARTY, FORM = COLUMNS[:3]


def check(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Unknown parties, and forms the cooperative does not take."""
    unknown = registry.unknown_parties(row["party"] for row in rows)
    lives = registry.life_faults((row["party"], row["happened_on"]) for row in rows)
    taken = set(ShareLot.objects.filter(org_code=source.org_code).values_list("number", flat=True))
    terms: dict[date, ContributionTerms] = {}
    for row in rows:
        if row["party"] in unknown:
            yield source.problem("capital.no_such_party", row, PARTY.label, party=row["party"])
        if fault := lives.get((row["party"], row["happened_on"])):
            yield source.problem(fault.code, row, PARTY.label, **dict(fault.params))
        if row["number"] in taken:
            yield source.problem("capital.lot_exists", row, NUMBER.label, number=row["number"])
        try:
            day = row["happened_on"]
            if day not in terms:
                terms[day] = charters.in_force(ContributionTerms, on=day, org=source.org_code)
            worth_fen = row["shares"] * row["price_fen"]
            rules.must_be_contributable(
                row["form"], row["shares"], row["price_fen"], worth_fen, row["resolution"] or "", terms[day]
            )
        except Refusal as no:
            yield source.problem(no.code, row, FORM.label, **no.params)


def save(rows: Sequence[Row], a: Act) -> None:
    """Write the lots."""
    bulk.insert(
        ShareLot,
        [
            ShareLot(
                number=row["number"],
                party=row["party"],
                form=row["form"],
                shares=row["shares"],
                price_fen=row["price_fen"],
                happened_on=row["happened_on"],
                document=row["document"] or "",
                resolution=row["resolution"] or "",
                **a.stamp(),
            )
            for row in rows
        ],
    )


def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The lots as they were paid in."""
    viewer.must_see(org_code)
    names = [column.name for column in COLUMNS]
    yield from ShareLot.objects.filter(org_code=org_code).order_by("number").values(*names)


IMPORTS = (
    ImportKind("shares", "股金登记", "capital.import_shares", COLUMNS, ("number",), save, check, export),
)
