"""Contracts as shown (流转合同查询): lists with warnings, one contract whole, totals by form."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from liancun.base import charters
from liancun.base.lists import listed
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import DateRange, Refusal
from liancun.kernel.fields import A, Choice, Day, Flag, Mu, Text, Whole, _
from liancun.rooms.land import fields, rules
from liancun.rooms.land.models import (
    ContractEnding,
    ContractFiling,
    ContractPlot,
    LandContract,
    Plot,
    PlotRight,
)
from liancun.rooms.land.queries.in_force import first_days, standing, state_on
from liancun.rooms.land.queries.scope import (
    holder_names,
    must_reach_any,
    of_org,
    reach_of,
    rights_of,
    sees_any,
    standing_plots,
)
from liancun.rooms.land.rules import ContractTerms
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.facts import collectives, village_of_collective


@dataclass(frozen=True)
class ContractRow:
    """A contract as listed (流转合同). `last` is its last day, an early ending taken in.

    `area_centimu` is what was measured when it was signed; `state` ahead, live, ending or over; `filed_on`
    None while it is not filed with the issuing party, which is due by `file_by`; `late` once that is past.
    """

    ref: str
    number: A[str, replace(fields.CONTRACT, link="ref")]
    org_code: str
    giver: str
    giver_name: A[str, Text(_("流出方"))]
    form: A[str, fields.FORM]
    form_name: str
    state: A[str, fields.STATE]
    last: A[date, fields.END]
    late: A[bool, Flag(_("备案"), yes=_("逾期未备案"), no="")]
    taker: str
    taker_name: str
    payer: str
    payer_name: A[str, Text(_("付款方"))]
    village_code: str
    village: A[str, Text(_("村"))]
    plots: A[int, Whole(_("地块"), of=_("块"))]
    start: A[date, fields.START]
    filed_on: A[date | None, Day(_("备案日"))]
    rate_fen: A[int, fields.RATE]
    area_centimu: A[int, Mu(_("面积"))]
    signed_on: date
    end: date
    file_by: date


@dataclass(frozen=True)
class ContractPage:
    """A page of contracts, and how many of all in reach end soon or are not filed (提醒)."""

    total: int
    rows: tuple[ContractRow, ...]
    ending: A[int, Whole(_("快到期"), of=_("份"))]
    unfiled: A[int, Whole(_("未备案"), of=_("份"))]
    warn_days: int
    file_days: int
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlotInside:
    """A plot of a contract (合同地块): its area when signed, and what it is today."""

    ref: str
    name: A[str, fields.PLOT_NAME]
    code: A[str, fields.PLOT]
    land_class: A[str, fields.CLASS]
    class_name: str
    grade: A[str, fields.GRADE]
    boundary: str
    signed_centimu: A[int, Mu(_("签订时面积"))]
    contract_centimu: A[int, fields.CONTRACTED]
    registered_centimu: A[int, fields.REGISTERED]
    measured_centimu: A[int, fields.MEASURED]


@dataclass(frozen=True)
class ClaimRow:
    """Who has what the contract pays for a plot, over which days (受益段)."""

    name: A[str, Text(_("钱归谁"))]
    plot: A[str, replace(fields.PLOT, link="ref")]
    start: A[date, fields.START]
    end: A[date | None, fields.END]
    holder: str
    ref: str


@dataclass(frozen=True)
class ContractCard:
    """One contract with every item the law asks for (合同详情), how it ended, how it was filed.

    `giver_home` and `taker_home` are the parties' addresses, as far as the registry knows: a household's
    village and code, an organisation's village.
    """

    row: ContractRow
    giver_home: str
    taker_home: str
    use: str
    pay_by: str
    rights: str
    compensation: str
    breach: str
    document: str
    plots: tuple[PlotInside, ...]
    claims: tuple[ClaimRow, ...]
    ended_on: date | None
    reason: str
    reason_name: str
    ending_document: str
    filing_document: str
    may_be_registered: bool
    clause: str
    law_clause: str
    recorded_by: str
    recorded_on: date
    issuing_org: str
    may: tuple[str, ...]


OWN = ("giver_name", "village_code", "holder", "search")
"""What a household's own list needs not say."""


@listed(
    "land.contracts",
    title=_("流转合同"),
    sorts=("last", "signed_on", "rate_fen"),
    path="land-contracts",
    empty=_("没有合同"),
    serves=sees_any,
)
def contract_page(
    viewer: Viewer,
    org_code: str,
    *,
    on: date,
    state: A[str, fields.STATE] = "",
    village_code: A[str, Choice(_("村"), "registry.villages")] = "",
    form: A[str, fields.FORM] = "",
    holder: A[str, replace(fields.HOLDER, label=_("流出方"))] = "",
    search: A[str, Text(_("合同或地块编码"), most=60)] = "",
    sort: str = "",
    limit: int = 50,
    offset: int = 0,
) -> ContractPage:
    """Contracts in reach, by number; of a village collective those over its village's plots.

    `state` narrows them to those that stand so, `holder` to who gave the land.
    """
    terms = charters.in_force(ContractTerms, on=on, org=org_code)
    reach = must_reach_any(viewer, on=on)
    rows = standing(reach.contracts(of_org(org_code)))
    warned = on + timedelta(days=terms.warn_days)
    narrowed = {
        "live": Q(start__lte=on, last__gte=on),
        "ending": Q(last__gte=on, last__lte=warned),
        "unfiled": Q(filed_on=None, last__gte=on),
        "ahead": Q(start__gt=on),
        "over": Q(last__lt=on),
    }
    ending, unfiled = rows.filter(narrowed["ending"]).count(), rows.filter(narrowed["unfiled"]).count()
    rows = rows.filter(narrowed.get(state, Q()))
    wanted = {"village_code": village_code, "form": form}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if holder:
        rows = rows.filter(giver=registry.contracting_home(holder) or holder)
    if search.strip():
        named = ContractPlot.objects.filter(plot=search.strip()).values("contract")
        rows = rows.filter(Q(number__icontains=search.strip()) | Q(pk__in=named))
    order = sort or ("last" if state == "ending" else "number")
    page = list(rows.order_by(order, "number")[offset : offset + limit])
    return ContractPage(
        rows.count(),
        _shown(viewer, page, on, terms),
        ending,
        unfiled,
        terms.warn_days,
        terms.file_days,
        () if reach.staff is not None else OWN,
    )


def _shown(
    viewer: Viewer, rows: list[LandContract], on: date, terms: ContractTerms
) -> tuple[ContractRow, ...]:
    known = holder_names(viewer, {code for row in rows for code in (row.giver, row.taker, row.payer)})
    places = registry.village_names()
    inside = ContractPlot.objects.filter(contract__in=rows).order_by("contract").values_list("contract")
    sums = {
        pk: (count, int(area)) for pk, count, area in inside.annotate(n=Count("pk"), a=Sum("area_centimu"))
    }
    shown = []
    for row in rows:
        last: date = row.last  # type: ignore[attr-defined]
        filed_on: date | None = row.filed_on  # type: ignore[attr-defined]
        state = state_on(row.start, last, on)
        if state == "live" and rules.ends_soon(DateRange(row.start, last), on, terms):
            state = "ending"
        due = rules.file_by(row.signed_on, terms)
        count, area = sums.get(row.pk, (0, 0))
        shown.append(
            ContractRow(
                ref=f"contract:{row.number}",
                number=row.number,
                org_code=row.org_code,
                form=row.form,
                form_name=row.get_form_display(),
                giver=row.giver,
                giver_name=known.get(row.giver, row.giver),
                taker=row.taker,
                taker_name=known.get(row.taker, row.taker),
                payer=row.payer,
                payer_name=known.get(row.payer, row.payer),
                village_code=row.village_code,
                village=places.get(row.village_code, ""),
                plots=count,
                area_centimu=area,
                rate_fen=row.rate_fen,
                signed_on=row.signed_on,
                start=row.start,
                end=row.end,
                last=last,
                state=state,
                filed_on=filed_on,
                file_by=due,
                late=filed_on is None and due < on <= last,
            )
        )
    return tuple(shown)


def org_of_contract(viewer: Viewer, number: str, *, on: date) -> str:
    """Whose contract it is; refuses, as not found, one out of reach."""
    found = reach_of(viewer, on=on).contracts(LandContract.objects.filter(number=number))
    org_code = found.order_by("org_code").values_list("org_code", flat=True).first()
    if org_code is None:
        raise Refusal("viewer.not_found")
    return org_code


def contract_card(viewer: Viewer, org_code: str, number: str, *, on: date) -> ContractCard:
    """One contract whole; refuses, as not found, one out of reach."""
    rows = reach_of(viewer, on=on).contracts(LandContract.objects.filter(org_code=org_code, number=number))
    row = standing(rows).first()
    if row is None:
        raise Refusal("viewer.not_found")
    terms = charters.in_force(ContractTerms, on=max(on, row.signed_on), org=org_code)
    shown = _shown(viewer, [row], on, terms)[0]
    ending = ContractEnding.objects.filter(contract=row).first()
    filing = ContractFiling.objects.filter(contract=row).first()
    plots = _inside(row, on)
    issuing = next((org for org in collectives() if village_of_collective(org) == row.village_code), "")
    return ContractCard(
        row=shown,
        giver_home=_home(row.giver, shown.village),
        taker_home=_home(row.taker, shown.village),
        use=row.use,
        pay_by=row.pay_by,
        rights=row.rights,
        compensation=row.compensation,
        breach=row.breach,
        document=row.document,
        plots=plots,
        claims=_claims(viewer, row, DateRange(row.start, shown.last), [each.code for each in plots], terms),
        ended_on=ending.ended_on if ending else None,
        reason=ending.reason if ending else "",
        reason_name=ending.get_reason_display() if ending else "",
        ending_document=ending.document if ending else "",
        filing_document=filing.document if filing else "",
        may_be_registered=rules.may_be_registered(DateRange(row.start, row.end), terms.law),
        clause=terms.clause,
        law_clause=terms.law.clause,
        recorded_by=row.recorded_by,
        recorded_on=row.on,
        issuing_org=issuing,
        may=_may(viewer, row, issuing, ended=ending is not None, filed=filing is not None),
    )


def _home(party: str, village: str) -> str:
    if not party.startswith(rules.COLLECTIVE):
        return f"{village} {party}"
    return registry.village_names().get(village_of_collective(party.removeprefix(rules.COLLECTIVE)), "")


def _inside(row: LandContract, on: date) -> tuple[PlotInside, ...]:
    signed = dict(
        ContractPlot.objects.filter(contract=row).order_by("pk").values_list("plot", "area_centimu")
    )
    now = {each.code: each for each in standing_plots(Plot.objects.filter(code__in=list(signed)), on)}
    return tuple(
        PlotInside(
            ref=f"plot:{code}",
            name=now[code].name,
            code=code,
            land_class=now[code].land_class,
            class_name=now[code].get_land_class_display(),
            grade=now[code].grade,
            boundary=now[code].boundary,
            signed_centimu=area,
            contract_centimu=now[code].contract_centimu,
            registered_centimu=now[code].registered_centimu,
            measured_centimu=now[code].measured_centimu,
        )
        for code, area in signed.items()
        if code in now
    )


def _claims(
    viewer: Viewer, row: LandContract, days: DateRange, plots: list[str], terms: ContractTerms
) -> tuple[ClaimRow, ...]:
    under = first_days(plots, terms) if _is_second(row, terms) else None
    found = rules.claims_of(row.number, plots, days, rights_of(plots), under)
    known = holder_names(viewer, {each.holder for each in found})
    return tuple(
        ClaimRow(
            known.get(each.holder, each.holder),
            each.plot,
            each.days.start,
            each.days.end,
            each.holder,
            f"plot:{each.plot}",
        )
        for each in found
    )


def _is_second(row: LandContract, terms: ContractTerms) -> bool:
    return terms.forms.get(row.form) == rules.SECOND_TIER


def _may(viewer: Viewer, row: LandContract, issuing: str, *, ended: bool, filed: bool) -> tuple[str, ...]:
    verbs = []
    if not ended and permitted(viewer, "land.end_contract", row.org_code, row.village_code):
        verbs.append("end_contract")
    if not filed and issuing and permitted(viewer, "land.file_contract", issuing, row.village_code):
        verbs.append("file_contract")
    return tuple(verbs)


def contracts_of(viewer: Viewer, org_code: str, household: str, *, on: date) -> tuple[ContractRow, ...]:
    """The contracts in force that pay a household on a day: its own, and those that came with a plot."""
    holder = registry.contracting_home(household)
    terms = charters.in_force(ContractTerms, on=on, org=org_code)
    held = PlotRight.objects.filter(holder=holder).values("plot")
    here = ContractPlot.objects.filter(plot__in=held).values("contract")
    rows = reach_of(viewer, on=on).contracts(LandContract.objects.filter(org_code=org_code))
    found = list(standing(rows).filter(Q(giver=holder) | Q(pk__in=here), last__gte=on).order_by("number"))
    inside: dict[int, list[str]] = {}
    for contract, plot in ContractPlot.objects.filter(contract__in=found).values_list("contract", "plot"):
        inside.setdefault(contract, []).append(plot)
    every = {plot for plots in inside.values() for plot in plots}
    past = rights_of(every)
    firsts = first_days(every, terms) if any(_is_second(row, terms) for row in found) else {}
    paid = []
    for row in found if holder else ():
        days = DateRange(row.start, row.last)
        under = firsts if _is_second(row, terms) else None
        having = rules.claims_of(row.number, inside.get(row.pk, []), days, past, under)
        if any(each.holder == holder and each.days.holds(max(on, row.start)) for each in having):
            paid.append(row)
    return _shown(viewer, paid, on, terms)
