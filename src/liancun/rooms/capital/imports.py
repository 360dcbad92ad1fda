"""The share register's workbook (股金登记表): lots that the book already holds in 301.

It posts nothing: the entry came by the opening balances or a voucher, and `liancun check` compares the two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source
from liancun.base.viewer import Viewer
from liancun.kernel import Problem, Refusal
from liancun.rooms.capital import rules
from liancun.rooms.capital.models import ShareLot
from liancun.rooms.capital.rules import SURPLUS, ContributionTerms
from liancun.rooms.registry import facts as registry

FORMS = (
    ("货币", "money"),
    ("实物", "kind"),
    ("知识产权", "ip"),
    ("土地经营权", "land_right"),
    ("林权", "forest_right"),
    ("其他", "other"),
    ("盈余转入", SURPLUS),
)
NUMBER = Column("number", "股权编号", "code", max_length=40, example="GJ-0001")
PARTY = Column("party", "成员编码", "code", help="人员编码,或 O:单位编码", max_length=20, example="P0000001")
FORM = Column("form", "出资方式", "choice", choices=FORMS, example="货币")
PRICE = Column("price_fen", "每股(元)", "yuan", least=1, most=10**12, example="1.00")

COLUMNS = (
    NUMBER,
    PARTY,
    FORM,
    Column("shares", "股数", "integer", least=1, most=10**12, example="100"),
    PRICE,
    Column("happened_on", "出资日", "day", example="2018-07-01"),
    Column("document", "凭证文件", required=False, max_length=60),
    Column("resolution", "作价决议", required=False, max_length=120),
)


def check(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Unknown parties, and forms the cooperative does not take."""
    unknown = registry.unknown_parties(row["party"] for row in rows)
    taken = set(ShareLot.objects.filter(org_code=source.org_code).values_list("number", flat=True))
    terms: dict[date, ContributionTerms] = {}
    for row in rows:
        if row["party"] in unknown:
            yield source.problem("capital.no_such_party", row, PARTY.label, party=row["party"])
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
