"""The land's workbooks (土地工作簿): plots, rights, contracts, endings, filings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Problem, Refusal
from liancun.rooms.land import facts, fields, outlines, rules
from liancun.rooms.land.actions import (
    PLOT_COLUMNS,
    NewContract,
    ending_with,
    faults_of,
    given_contracts,
    save_within,
    unknown_holders,
)
from liancun.rooms.land.imports.rows import CONTRACTS, ENDINGS, FILINGS, PLOTS, RIGHTS
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


def check_plots(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """The organisation is a village's; a plot belongs to one village; its outline can be drawn."""
    village = registry.village_of_collective(source.org_code)
    if not village:
        yield source.problem("land.not_a_collective", rows[0], org=source.org_code)
        return
    elsewhere = set(Plot.objects.exclude(org_code=source.org_code).values_list("code", flat=True))
    for row in rows:
        if row["code"] in elsewhere:
            yield source.problem("land.plot_of_another", row, fields.PLOT.titled, plot=row["code"])
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
    """Known plots of the village, known holders, a term that ends after it begins and never grows.

    A row that would end another's right is refused with who holds it: that is an act of its own.
    """
    here = set(Plot.objects.filter(org_code=source.org_code).values_list("code", flat=True))
    unknown = unknown_holders([row["holder"] for row in rows])
    standing = facts.rights(Watermark.now(facts.watched(source.org_code)))
    yield from _before_contracts([row for row in rows if row["plot"] in here], source, standing)
    for row in rows:
        if row["plot"] not in here:
            yield source.problem("land.no_such_plot", row, fields.PLOT.titled, plot=row["plot"])
        if row["holder"] in unknown:
            yield source.problem("land.no_such_holder", row, "承包方", holder=row["holder"])
        if row["end"] and row["end"] < row["start"]:
            yield source.problem("land.no_term", row, "承包期止", number=row["plot"])
        past = standing.get(row["plot"], ())
        before = rules.holder_on(past, row["start"])
        known = row["plot"] in here and row["holder"] not in unknown
        if known and before and before.holder != row["holder"]:
            since = {"holder": before.holder, "start": str(before.days.start)}
            yield source.problem("land.ends_anothers", row, "承包方", plot=row["plot"], **since)
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
    named = (("payer", "付款方"), ("taker", "受让方"))
    unknown = registry.unknown_parties(row[party] for row in rows for party, _label in named)
    dead = registry.life_faults((row[party], row["signed_on"]) for row in rows for party, _label in named)
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
        for party, label in named:
            if fault := dead.get((row[party], day)):
                yield source.problem(fault.code, row, label, **dict(fault.params))
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
            yield source.problem("land.no_such_contract", row, fields.CONTRACT.titled, number=row["contract"])
            continue
        if row["contract"] in ended:
            yield source.problem("land.ended_already", row, fields.CONTRACT.titled, number=row["contract"])
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
                yield source.problem("land.second_runs_on", row, fields.CONTRACT.titled, second=second)


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
            yield source.problem("land.no_such_contract", row, fields.CONTRACT.titled, number=number)
        elif number in filed:
            yield source.problem("land.filed_already", row, fields.CONTRACT.titled, number=number)
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
