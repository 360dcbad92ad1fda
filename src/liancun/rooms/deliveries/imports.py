"""The weigh slips' workbook (过磅单)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from liancun.base import charters
from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.base.viewer import Viewer
from liancun.kernel import Problem, Refusal
from liancun.kernel.fields import A, Code, Day, Text, _
from liancun.rooms.deliveries import rules
from liancun.rooms.deliveries.actions import NewSlip, save_within
from liancun.rooms.deliveries.facts.doubts import twins
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.deliveries.rules import Weighing, WeighingTerms
from liancun.rooms.registry import facts as registry

PARTY = Code("", most=20, slash=True, help=_("记在谁的账上:人员编码,或 O:单位编码"))


@dataclass(frozen=True, kw_only=True)
class SlipRow:
    """One slip as the workbook has it (过磅单的一行)."""

    site: A[str, Code(_("过磅点"), most=20, example="dongcun")]
    weighed_on: A[date, Day(_("过磅日"), example="2025-09-01")]
    number: A[str, Code(_("过磅单号"), most=30, example="0001")]
    account_of: A[str, replace(PARTY, label=_("记账人"), example="P0000001")]
    delivered_by: A[str | None, replace(PARTY, label=_("送货人"), help=_("留空即本人送来"))] = None
    product: A[str, Text(_("产品"), most=20, help=_("收购办法里的名称或编码"), example="李子")]
    grade: A[str | None, Text(_("等级"), most=20, help=_("留空取收购办法的第一等"))] = None
    gross_g: A[int, rules.GROSS]
    tare_g: A[int, rules.TARE]
    deduction_g: A[int | None, rules.DEDUCTION] = None
    price_fen: A[int | None, replace(rules.PRICE, heading="单价(元/公斤)")] = None


COLUMNS = columns_of(SlipRow)


def _terms(row: Row, org_code: str) -> WeighingTerms:
    return charters.decided(WeighingTerms, "products", on=row["weighed_on"], org=org_code)


def _weighing(row: Row, terms: WeighingTerms) -> Weighing:
    product = terms.product_named(row["product"])
    grade = row["grade"] or (terms.products[product].grades[0] if product else "")
    return Weighing(
        product=product or row["product"],
        grade=grade,
        gross_g=row["gross_g"],
        tare_g=row["tare_g"],
        deduction_g=row["deduction_g"] or 0,
        price_fen=row["price_fen"],
    )


def in_full(values: Mapping[str, Any], org_code: str) -> Mapping[str, Any]:
    """A slip as it will be kept: product by code, the first grade, nothing taken off, who brought it."""
    row = Row(0, values)
    try:
        weighing = _weighing(row, _terms(row, org_code))
    except Refusal:  # before the first terms: the check says so
        return values
    return {
        **values,
        "delivered_by": row["delivered_by"] or row["account_of"],
        "product": weighing.product,
        "grade": weighing.grade or None,
        "deduction_g": weighing.deduction_g,
    }


def check(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Every slip by the weighing rules, and that its people are known."""
    parties = {row[name] for row in rows for name in ("account_of", "delivered_by") if row[name]}
    unknown = registry.unknown_parties(parties)
    yield from _lives(rows, source)
    for row in rows:
        for name, label in (("account_of", "记账人"), ("delivered_by", "送货人")):
            if row[name] in unknown:
                yield source.problem("deliveries.no_such_party", row, label, party=row[name])
        if row["weighed_on"] > source.on:
            yield source.problem("deliveries.weighed_in_future", row, "过磅日", day=str(row["weighed_on"]))
        terms = _terms(row, source.org_code)
        for fault in rules.weighing_faults(_weighing(row, terms), terms):
            yield source.problem(fault.code, row, "", **dict(fault.params))
    yield from _already_there(rows, source)


def _lives(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Slips of people who were dead: nobody brought them, or nobody stands for whose they are."""
    bringers = [(row["delivered_by"] or row["account_of"], row["weighed_on"]) for row in rows]
    owners = [(row["account_of"], row["weighed_on"]) for row in rows]
    for label, named, heirs in (("送货人", bringers, False), ("记账人", owners, True)):
        faults = registry.life_faults(named, heirs=heirs)
        for row, each in zip(rows, named, strict=True):
            if each in faults:
                yield source.problem(faults[each].code, row, label, **dict(faults[each].params))


def _already_there(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Slips that were recorded at the scale, not by workbook."""
    days = [row["weighed_on"] for row in rows]
    kept = WeighSlip.objects.filter(
        org_code=source.org_code, weighed_on__gte=min(days), weighed_on__lte=max(days)
    )
    there = set(kept.values_list("site", "weighed_on", "number"))
    for row in rows:
        if (row["site"], row["weighed_on"], row["number"]) in there:
            yield source.problem(
                "deliveries.slip_exists", row, "过磅单号", site=row["site"], number=row["number"]
            )


def doubtful(rows: Sequence[Row], source: Source) -> int:
    """How many of the slips may be one that stands, or one before them: those are held."""
    said = []
    for row in rows:
        weighing = _weighing(row, _terms(row, source.org_code))
        scale = (weighing.product, weighing.gross_g, weighing.tare_g)
        said.append(rules.Weighed(row["site"], row["number"], row["weighed_on"], row["account_of"], *scale))
    return len([number for number in twins(source.org_code, said) if number])


def save(rows: Sequence[Row], a: Act) -> None:
    """Write the slips; those of an implausible day are held."""
    save_within(
        a,
        [
            NewSlip(
                row["site"],
                row["number"],
                row["weighed_on"],
                row["account_of"],
                _weighing(row, _terms(row, a.org_code)),
                row["delivered_by"] or "",
            )
            for row in rows
        ],
    )


def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The slips as first recorded, in reach."""
    rows = viewer.limit(WeighSlip.objects.filter(org_code=org_code, revision=1))
    names = [column.name for column in COLUMNS]
    yield from rows.order_by("weighed_on", "site", "number").values(*names).iterator()


def villages(rows: Sequence[Row], _org_code: str) -> list[str]:
    """The village of whoever each slip is booked to."""
    known = registry.villages_of({row["account_of"] for row in rows})
    return [known.get(row["account_of"], "") for row in rows]


IMPORTS = (
    ImportKind(
        "weigh_slips",
        "过磅单",
        "deliveries.import_slips",
        COLUMNS,
        ("site", "weighed_on", "number"),
        save,
        check,
        export,
        in_full,
        villages,
        doubtful=doubtful,
        doubts="deliveries.doubts",
    ),
)
