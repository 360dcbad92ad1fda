"""The land's workbooks (土地工作簿): plots, rights, contracts, endings, filings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source, words_and_codes
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Problem, Refusal
from liancun.rooms.land import facts, outlines, rules
from liancun.rooms.land.actions import (
    PLOT_COLUMNS,
    NewContract,
    ending_with,
    faults_of,
    given_contracts,
    save_within,
    unknown_holders,
)
from liancun.rooms.land.models import (
    ContractEnding,
    ContractFiling,
    ContractPlot,
    LandContract,
    Plot,
    PlotRight,
)
from liancun.rooms.land.rules import ContractTerms
from liancun.rooms.registry import facts as registry

MOST_CENTIMU = 10**8


def _area(name: str, label: str, example: str, least: int = 0) -> Column:
    return Column(name, label, "mu", least=least, most=MOST_CENTIMU, example=example)


CODE = Column("code", "地块编码", "new_code", max_length=20, example="52028112320100001")
PLOT = Column("plot", "地块编码", "code", max_length=20, example="52028112320100001")
CONTRACT = Column("contract", "合同编号", "code", max_length=40, example="TD-00001")
HOLDER_HELP = "承包户编码,或 O:村集体编码"
PLOTS = (
    CODE,
    Column("name", "地块名称", max_length=60, example="大坡第3块"),
    Column("land_class", "地类", "choice", choices=words_and_codes(Plot.LandClass.choices), example="园地"),
    Column("slope_deg", "坡度(度)", "integer", least=0, most=90, example="18"),
    Column("grade", "质量等级", max_length=20, example="5等"),
    _area("contract_centimu", "承包面积(亩)", "3.20"),
    _area("registered_centimu", "确权面积(亩)", "3.45"),
    _area("measured_centimu", "实测面积(亩)", "3.46", least=1),
    Column(
        "boundary",
        "四至",
        help="东至、南至、西至、北至",
        max_length=200,
        example="东至路,南至沟,西至坎,北至林",
    ),
    Column("outline", "界址点", required=False, help="经纬度,如 104.72 25.82; 104.73 25.82", max_length=2000),
    Column("start", "起", "day", help="复测的从新面积起算那天", example="2016-01-01"),
    Column("document", "依据", max_length=80, example="确权登记2016"),
)
RIGHTS = (
    PLOT,
    Column("holder", "承包方", "code", help=HOLDER_HELP, max_length=20, example="K000001"),
    Column("start", "起", "day", example="1998-07-01"),
    Column("end", "承包期止", "day", required=False, help="最后一天;集体自己的地留空", example="2028-06-30"),
    Column("document", "承包合同或权证", max_length=80, example="承包合同1998-001"),
)
CONTRACTS = (
    Column("number", "合同编号", "new_code", max_length=40, example="TD-00001"),
    Column("form", "流转方式", "choice", choices=words_and_codes(LandContract.Form.choices), example="入股"),
    Column("giver", "流出方", "code", help=HOLDER_HELP, max_length=20, example="K000001"),
    Column(
        "taker",
        "受让方",
        "code",
        required=False,
        help="O:单位编码,不填为总社",
        max_length=20,
        example=LandContract.HEAD,
    ),
    Column("payer", "付款方", "code", help="O:单位编码", max_length=20, example="O:company"),
    Column("plots", "地块编码", help="几块地用空格隔开", max_length=2000, example="52028112320100001"),
    Column("use", "用途", required=False, max_length=80, example="种植刺梨"),
    Column("start", "起", "day", example="2016-03-01"),
    Column("end", "止", "day", help="最后一天", example="2028-06-30"),
    Column("rate_fen", "每亩每年(元)", "yuan", least=1, most=10**9, example="400.00"),
    Column("pay_by", "付款日", required=False, help="月-日", max_length=5, example="12-31"),
    Column("rights", "权利和义务", required=False, max_length=200, example="见合同第五条"),
    Column("compensation", "征收补偿归属", required=False, max_length=200, example="土地补偿归流出方"),
    Column("breach", "违约责任", required=False, max_length=200, example="逾期按日万分之五"),
    Column("signed_on", "签订日", "day", example="2016-02-06"),
    Column("document", "合同文本", required=False, max_length=80, example="合同文本TD-00001"),
)
ENDINGS = (
    CONTRACT,
    Column("ended_on", "终止日", "day", help="合同有效的最后一天", example="2025-06-30"),
    Column(
        "reason", "原因", "choice", choices=words_and_codes(ContractEnding.Why.choices), example="双方协商"
    ),
    Column("document", "文件", max_length=80, example="终止协议2025-01"),
)
FILINGS = (
    CONTRACT,
    Column("filed_on", "备案日", "day", example="2016-02-20"),
    Column("document", "备案文号", max_length=80, example="备案2016-01"),
)


def check_plots(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """The organisation is a village's; a plot belongs to one village; its outline can be drawn."""
    village = registry.village_of_collective(source.org_code)
    if not village:
        yield source.problem("land.not_a_collective", rows[0], org=source.org_code)
        return
    elsewhere = set(Plot.objects.exclude(org_code=source.org_code).values_list("code", flat=True))
    for row in rows:
        if row["code"] in elsewhere:
            yield source.problem("land.plot_of_another", row, CODE.label, plot=row["code"])
        if row["start"] > source.on:
            yield source.problem("land.measured_in_future", row, "起", day=str(row["start"]))
        if row["outline"] and (wrong := outlines.fault(row["outline"])):
            yield source.problem(wrong, row, "界址点", plot=row["code"])


def save_plots(rows: Sequence[Row], a: Act) -> None:
    """Write the plots."""
    stamp = a.stamp(registry.village_of_collective(a.org_code))
    names = (*PLOT_COLUMNS, "start", "document")
    bulk.insert(
        Plot,
        [
            Plot(**{name: row[name] or "" if name == "outline" else row[name] for name in names}, **stamp)
            for row in rows
        ],
    )


def check_rights(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known plots of the village, known holders, a term that ends after it begins and never grows."""
    here = set(Plot.objects.filter(org_code=source.org_code).values_list("code", flat=True))
    unknown = unknown_holders([row["holder"] for row in rows])
    standing = facts.rights(Watermark.now(facts.watched(source.org_code)))
    yield from _before_contracts([row for row in rows if row["plot"] in here], source, standing)
    for row in rows:
        if row["plot"] not in here:
            yield source.problem("land.no_such_plot", row, PLOT.label, plot=row["plot"])
        if row["holder"] in unknown:
            yield source.problem("land.no_such_holder", row, "承包方", holder=row["holder"])
        if row["end"] and row["end"] < row["start"]:
            yield source.problem("land.no_term", row, "承包期止", number=row["plot"])
        past = standing.get(row["plot"], ())
        last = rules.held_until(past, row["start"]) if rules.holder_on(past, row["start"]) else None
        if last and (row["end"] is None or row["end"] > last):
            yield source.problem(
                "land.term_too_long",
                row,
                "承包期止",
                plot=row["plot"],
                end=str(row["end"] or ""),
                remaining=str(last),
            )


def _before_contracts(
    rows: Sequence[Row], source: Source, standing: Mapping[str, Sequence[rules.Right]]
) -> Iterable[Problem]:
    """The giver of every contract over a plot holds it on the contract's first day, these rows taken in."""
    given = given_contracts(sorted({row["plot"] for row in rows}))
    for row in rows if given else ():
        new = rules.Right(row["plot"], row["holder"], DateRange(row["start"], row["end"]))
        after = rules.rights_by_day([*standing.get(row["plot"], ()), new])[row["plot"]]
        if early := rules.passing_fault(row["plot"], after, given.get(row["plot"], ())):
            yield source.problem(early.code, row, "起", **dict(early.params))


def save_rights(rows: Sequence[Row], a: Act) -> None:
    """Write the rights."""
    stamp = a.stamp(registry.village_of_collective(a.org_code))
    bulk.insert(PlotRight, [PlotRight(**row.values, **stamp) for row in rows])


def _contract(row: Row, org_code: str) -> NewContract:
    values = {name: "" if value is None else value for name, value in row.values.items()}
    return NewContract(**values | {"plots": tuple(values["plots"].split())}).taken_by(org_code)


def in_full(values: Mapping[str, Any], org_code: str) -> Mapping[str, Any]:
    """The plots as they are kept, one blank apart; the cooperative takes the land where nobody is named."""
    taker = values["taker"] or rules.COLLECTIVE + org_code
    return {**values, "taker": taker, "plots": " ".join(values["plots"].split())}


def check_contracts(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Every contract by the law's items and limits, against the plots, rights and contracts there are."""
    taken = set(LandContract.objects.filter(org_code=source.org_code).values_list("number", flat=True))
    unknown = registry.unknown_parties(row[party] for row in rows for party in ("payer", "taker"))
    asof = Watermark.now(facts.watched(source.org_code))
    by_day: dict[date, ContractTerms] = {}
    offers: dict[date, list[NewContract]] = {}
    places = {row["number"]: row for row in rows}
    for row in rows:
        if row["number"] in taken:
            yield source.problem("land.contract_exists", row, "合同编号", number=row["number"])
        if row["payer"] in unknown:
            yield source.problem("land.no_such_payer", row, "付款方", payer=row["payer"])
        if row["taker"] in unknown:
            yield source.problem("land.no_such_taker", row, "受让方", taker=row["taker"])
        day = row["signed_on"]
        if day > source.on:
            yield source.problem("land.signed_in_future", row, "签订日", day=str(day))
            continue
        try:
            by_day.setdefault(day, charters.in_force(ContractTerms, on=day, org=source.org_code))
        except Refusal as no:
            yield source.problem(no.code, row, "签订日", **no.params)
            continue
        offers.setdefault(day, []).append(_contract(row, source.org_code))
    blocks: dict[str, tuple[ContractTerms, list[NewContract]]] = {}
    for day, found in offers.items():
        terms = by_day[day]
        blocks.setdefault(terms.clause, (terms, []))[1].extend(found)
    for terms, found in blocks.values():
        for number, faults in faults_of(found, source.org_code, asof, terms).items():
            for fault in faults:
                yield source.problem(fault.code, places[number], "", **dict(fault.params))


def save_contracts(rows: Sequence[Row], a: Act) -> None:
    """Write the contracts with their plots."""
    save_within(a, [_contract(row, a.org_code) for row in rows])


def check_endings(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known contracts, ended once, within their days, and with them the seconds that rest on them."""
    known = {row.number: row for row in LandContract.objects.filter(org_code=source.org_code)}
    ended = set(
        ContractEnding.objects.filter(org_code=source.org_code).values_list("contract__number", flat=True)
    )
    endings = {row["contract"]: row["ended_on"] for row in rows}
    asof = Watermark.now(facts.watched(source.org_code))
    for row in rows:
        contract = known.get(row["contract"])
        if contract is None:
            yield source.problem("land.no_such_contract", row, CONTRACT.label, number=row["contract"])
            continue
        if row["contract"] in ended:
            yield source.problem("land.ended_already", row, CONTRACT.label, number=row["contract"])
        try:
            terms = charters.in_force(ContractTerms, on=row["ended_on"], org=source.org_code)
            rules.must_be_endable(
                contract.form,
                DateRange(contract.start, contract.end),
                row["ended_on"],
                row["reason"],
                row["document"],
                terms,
            )
        except Refusal as no:
            yield source.problem(no.code, row, "终止日", **no.params)
            continue
        held = facts.held_plots(source.org_code, asof, terms)
        for second in ending_with(held, row["contract"], row["ended_on"]):
            if endings.get(second, date.max) > row["ended_on"]:
                yield source.problem("land.second_runs_on", row, CONTRACT.label, second=second)


def save_endings(rows: Sequence[Row], a: Act) -> None:
    """Write the endings."""
    _with_contracts(ContractEnding, rows, a, LandContract.objects.filter(org_code=a.org_code))


def check_filings(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Contracts over the village's plots, filed once, not before they were signed."""
    village = registry.village_of_collective(source.org_code) or "-"
    known = dict(LandContract.objects.filter(village_code=village).values_list("number", "signed_on"))
    filed = set(
        ContractFiling.objects.filter(village_code=village).values_list("contract__number", flat=True)
    )
    for row in rows:
        number = row["contract"]
        if number not in known:
            yield source.problem("land.no_such_contract", row, CONTRACT.label, number=number)
        elif number in filed:
            yield source.problem("land.filed_already", row, CONTRACT.label, number=number)
        elif not known[number] <= row["filed_on"] <= source.on:
            yield source.problem(
                "land.filed_outside", row, "备案日", number=number, signed_on=str(known[number])
            )


def save_filings(rows: Sequence[Row], a: Act) -> None:
    """Write the filings."""
    village = registry.village_of_collective(a.org_code)
    _with_contracts(ContractFiling, rows, a, LandContract.objects.filter(village_code=village), village)


def _with_contracts(model: Any, rows: Sequence[Row], a: Act, contracts: Any, village: str = "") -> None:
    known = {row.number: row for row in contracts}
    found = []
    for row in rows:
        contract = known[row["contract"]]
        values = {**row.values, "contract": contract}
        found.append(model(**values, **a.stamp(village or contract.village_code)))
    bulk.insert(model, found)


def _plain(model: Any, columns: Sequence[Column], order: str) -> Any:
    def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
        names = [column.name for column in columns]
        rows = viewer.limit(model.objects.filter(org_code=org_code)).order_by(order, "pk")
        for row in rows.values(*names).iterator():
            yield {name: None if value == "" else value for name, value in row.items()}

    return export


def _by_contract(model: Any, columns: Sequence[Column]) -> Any:
    def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
        rows = viewer.limit(model.objects.filter(org_code=org_code)).select_related("contract").order_by("pk")
        for row in rows:
            rest = {column.name: getattr(row, column.name) for column in columns[1:]}
            yield {"contract": row.contract.number, **rest}

    return export


def export_contracts(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The contracts in reach, as they were signed."""
    plots: dict[int, list[str]] = {}
    for contract, plot in (
        ContractPlot.objects.filter(org_code=org_code).order_by("pk").values_list("contract", "plot")
    ):
        plots.setdefault(contract, []).append(plot)
    names = [column.name for column in CONTRACTS if column.name != "plots"]
    rows = viewer.limit(LandContract.objects.filter(org_code=org_code)).order_by("number")
    for row in rows.values("pk", *names):
        yield {name: row[name] for name in names} | {"plots": " ".join(plots.get(row["pk"], ()))}


IMPORTS = (
    ImportKind(
        "plots", "地块", "land.import_plots", PLOTS, ("code", "start"), save_plots, check_plots,
        _plain(Plot, PLOTS, "code"),
    ),
    ImportKind(
        "plot_rights", "承包关系", "land.import_rights", RIGHTS, ("plot", "holder", "start"), save_rights,
        check_rights, _plain(PlotRight, RIGHTS, "plot"),
    ),
    ImportKind(
        "land_contracts", "流转合同", "land.import_contracts", CONTRACTS, ("number",), save_contracts,
        check_contracts, export_contracts, in_full,
    ),
    ImportKind(
        "contract_endings", "合同终止", "land.import_endings", ENDINGS, ("contract",), save_endings,
        check_endings, _by_contract(ContractEnding, ENDINGS),
    ),
    ImportKind(
        "contract_filings", "合同备案", "land.import_filings", FILINGS, ("contract",), save_filings,
        check_filings, _by_contract(ContractFiling, FILINGS),
    ),
)  # fmt: skip
