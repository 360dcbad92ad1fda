"""The writers of the land's books (土地办理): plots, rights, contracts signed, ended and filed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Reason, Refusal
from liancun.rooms.land import facts, outlines, rules
from liancun.rooms.land.models import (
    ContractEnding,
    ContractFiling,
    ContractPlot,
    LandContract,
    Plot,
    PlotRight,
)
from liancun.rooms.land.rules import ContractTerms, Offer
from liancun.rooms.registry import facts as registry

HOUSEHOLD = "K"
"""A contracting household's code begins so."""


@dataclass(frozen=True)
class NewContract:
    """A contract as it is handed in (拟签合同). `plots` are codes."""

    number: str
    form: str
    giver: str
    payer: str
    plots: tuple[str, ...]
    use: str
    start: date
    end: date
    rate_fen: int
    pay_by: str
    rights: str
    compensation: str
    breach: str
    signed_on: date
    document: str

    @property
    def offer(self) -> Offer:
        """What the rules ask of it."""
        texts = {name: getattr(self, name) for name in TEXTS}
        return Offer(
            self.number,
            self.form,
            self.giver,
            self.payer,
            self.plots,
            DateRange(self.start, self.end),
            self.rate_fen,
            self.signed_on,
            texts,
        )


TEXTS = ("use", "pay_by", "rights", "compensation", "breach", "document")


@dataclass(frozen=True)
class NewPlot:
    """A plot as it is first entered (新地块)."""

    code: str
    name: str
    land_class: str
    slope_deg: int
    grade: str
    contract_centimu: int
    registered_centimu: int
    measured_centimu: int
    boundary: str
    start: date
    document: str
    outline: str = ""


def record_plot(org_code: str, new: NewPlot, *, by: Viewer, on: date) -> str:
    """Enter a plot of a village (登记地块); `org_code` is its collective. Returns its reference."""
    village = registry.village_of_collective(org_code)
    if not village:
        raise Refusal("land.not_a_collective", org=org_code)
    if new.land_class not in Plot.LandClass.values:
        raise Refusal("land.no_such_class", land_class=new.land_class)
    if new.measured_centimu <= 0 or new.contract_centimu < 0 or new.registered_centimu < 0:
        raise Refusal("land.no_area", plot=new.code)
    if not new.document:
        raise Refusal("land.needs_document", plot=new.code)
    if new.start > on:
        raise Refusal("land.measured_in_future", day=str(new.start))
    if new.outline and (wrong := outlines.fault(new.outline)):
        raise Refusal(wrong, plot=new.code)
    with guards.refusing(), act("land.record_plot", org_code, by=by, on=on, village_code=village) as a:
        if Plot.objects.filter(code=new.code).exists():
            raise Refusal("land.plot_exists", plot=new.code)
        values = {each.name: getattr(new, each.name) for each in fields(NewPlot)}
        Plot(**values, **a.stamp(village)).save(force_insert=True)
        a.ref = f"plot:{new.code}"
    return a.ref


def grant_right(
    plot: str, *, holder: str, start: date, end: date | None, document: str, by: Viewer, on: date
) -> str:
    """Enter who holds a plot that nobody holds then (登记承包关系); a new term after the old one too."""
    row = _latest_plot(plot, by)
    asof = Watermark.now(facts.watched(row.org_code))
    if not document:
        raise Refusal("land.needs_document", plot=plot)
    if end is not None and end < start:
        raise Refusal("land.no_term", number=plot)
    for right in facts.rights(asof).get(plot, ()):
        if rules.common_days(right.days, DateRange(start, end)):
            raise Refusal("land.held_already", plot=plot, holder=right.holder, start=str(right.days.start))
    must_be_holders([holder])
    with (
        guards.refusing(),
        act("land.grant_right", row.org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        PlotRight.objects.create(
            plot=plot, holder=holder, start=start, end=end, document=document, **a.stamp(row.village_code)
        )
        a.ref = f"plot:{plot}"
        a.params = {"to": holder, "start": str(start)}
    return a.ref


def measure_plot(
    code: str,
    *,
    start: date,
    document: str,
    by: Viewer,
    on: date,
    measured_centimu: int | None = None,
    registered_centimu: int | None = None,
    land_class: str = "",
    slope_deg: int | None = None,
) -> str:
    """Enter what a plot is from a day on (复测、地类变更); what is not given stays. Returns its reference."""
    old = _latest_plot(code, by)
    if not document:
        raise Refusal("land.needs_document", plot=code)
    if start > on:
        raise Refusal("land.measured_in_future", day=str(start))
    if start < old.start:
        raise Refusal("land.measured_before", plot=code, start=str(old.start))
    if land_class and land_class not in Plot.LandClass.values:
        raise Refusal("land.no_such_class", land_class=land_class)
    if (measured_centimu is not None and measured_centimu <= 0) or (registered_centimu or 0) < 0:
        raise Refusal("land.no_area", plot=code)
    changed = {
        "measured_centimu": measured_centimu,
        "registered_centimu": registered_centimu,
        "land_class": land_class or None,
        "slope_deg": slope_deg,
    }
    with (
        guards.refusing(),
        act("land.measure_plot", old.org_code, by=by, on=on, village_code=old.village_code) as a,
    ):
        kept = {name: getattr(old, name) for name in PLOT_COLUMNS}
        given = {name: value for name, value in changed.items() if value is not None}
        row = Plot(**kept | given | {"start": start, "document": document}, **a.stamp(old.village_code))
        row.save(force_insert=True)
        a.ref = f"plot:{code}"
        a.params = {"start": str(start), **{name: str(value) for name, value in given.items()}}
    return a.ref


def transfer_right(
    plot: str, *, holder: str, start: date, end: date | None, document: str, by: Viewer, on: date
) -> str:
    """Pass a plot to another holder (分户、转让、继承立户); a live contract stays with the land.

    The new term is never longer than the one before (第三十八条).
    """
    row = _latest_plot(plot, by)
    asof = Watermark.now(facts.watched(row.org_code))
    past = facts.rights(asof).get(plot, ())
    standing = rules.holder_on(past, start)
    if not document:
        raise Refusal("land.needs_document", plot=plot)
    if standing is None or standing.holder == holder:
        raise Refusal("land.nothing_to_pass", plot=plot, holder=holder)
    must_be_holders([holder])
    last = rules.held_until(past, start)
    if last is not None and (end is None or end > last):
        raise Refusal("land.term_too_long", plot=plot, end=str(end or ""), remaining=str(last))
    with (
        guards.refusing(),
        act("land.transfer_right", row.org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        PlotRight.objects.create(
            plot=plot, holder=holder, start=start, end=end, document=document, **a.stamp(row.village_code)
        )
        a.ref = f"plot:{plot}"
        a.params = {"from": standing.holder, "to": holder, "start": str(start)}
    return a.ref


def must_be_holders(holders: Sequence[str]) -> None:
    """Refuse a holder that is neither a contracting household nor an organisation."""
    for holder in unknown_holders(holders):
        raise Refusal("land.no_such_holder", holder=holder)


def unknown_holders(holders: Sequence[str]) -> set[str]:
    """Of these, those that no contracting household and no organisation has."""
    wanted = set(holders)
    return registry.unknown_parties({each for each in wanted if each.startswith(rules.COLLECTIVE)}) | (
        {each for each in wanted if not each.startswith(rules.COLLECTIVE)} - registry.contracting_households()
    )


def sign_contract(org_code: str, new: NewContract, *, by: Viewer, on: date) -> str:
    """Sign a contract (签订流转合同); returns its reference. Refuses with the first clause it offends."""
    must_permit(by, "land.sign_contract", org_code)
    terms = charters.in_force(ContractTerms, on=new.signed_on, org=org_code)
    if new.signed_on > on:
        raise Refusal("land.signed_in_future", day=str(new.signed_on))
    if registry.unknown_parties([new.payer]):
        raise Refusal("land.no_such_payer", payer=new.payer)
    asof = Watermark.now(facts.watched(org_code))
    for fault in faults_of([new], org_code, asof, terms).get(new.number, ()):
        raise Refusal(fault.code, fault.clause, **dict(fault.params))
    with guards.refusing(), act("land.sign_contract", org_code, by=by, on=on) as a:
        if LandContract.objects.filter(org_code=org_code, number=new.number).exists():
            raise Refusal("land.contract_exists", number=new.number)
        save_within(a, [new])
        a.ref = f"contract:{new.number}"
    return a.ref


def faults_of(
    offers: Sequence[NewContract], org_code: str, asof: Watermark, terms: ContractTerms
) -> Mapping[str, tuple[Reason, ...]]:
    """Contract number -> what keeps it from being signed, each against those before it in the list too."""
    rights, plots = facts.rights(asof), facts.plot_history(asof)
    held: dict[str, list[rules.Held]] = {}
    for each in facts.held_plots(org_code, asof, terms):
        held.setdefault(each.plot, []).append(each)
    found: dict[str, tuple[Reason, ...]] = {}
    for new in sorted(offers, key=lambda new: terms.forms.get(new.form, "") == rules.SECOND_TIER):
        offer = new.offer
        unknown = [plot for plot in new.plots if plot not in plots]
        here = [each for plot in new.plots for each in held.get(plot, ())]
        faults = [Reason.of("land.no_such_plot", plot=plot) for plot in unknown]
        if not unknown:
            faults += rules.contract_faults(offer, rights, here, terms)
            if len({plots[plot][0].village_code for plot in new.plots}) > 1:
                faults.append(Reason.of("land.two_villages", terms.law.clause, number=new.number))
        if faults:
            found[new.number] = tuple(faults)
        for plot in new.plots:
            tier = terms.forms.get(new.form, "")
            held.setdefault(plot, []).append(rules.Held(new.number, plot, tier, offer.days))
    return found


def save_within(a: Act, contracts: Sequence[NewContract]) -> None:
    """Write contracts and their plots inside an act; they were examined before."""
    asof = Watermark.now(facts.watched(a.org_code))
    known = facts.plot_history(asof)
    own = [field.name for field in fields(NewContract) if field.name != "plots"]
    rows = bulk.insert(
        LandContract,
        [
            LandContract(
                **{name: getattr(new, name) for name in own}, **a.stamp(known[new.plots[0]][0].village_code)
            )
            for new in contracts
        ],
        with_ids=True,
    )
    bulk.insert(
        ContractPlot,
        [
            ContractPlot(
                contract=row,
                plot=plot,
                area_centimu=_area_on(known[plot], new.signed_on),
                **a.stamp(known[plot][0].village_code),
            )
            for row, new in zip(rows, contracts, strict=True)
            for plot in new.plots
        ],
    )


def _area_on(past: Sequence[facts.Plot], day: date) -> int:
    """The measured area on a day, or the first one measured after it."""
    standing = [each for each in past if each.days.start <= day]
    return (standing[-1] if standing else past[0]).measured_centimu


def end_contract(
    org_code: str, number: str, *, ended_on: date, reason: str, document: str, by: Viewer, on: date
) -> str:
    """End a contract before its term (提前终止); `ended_on` is its last day."""
    must_permit(by, "land.end_contract", org_code)
    row = contract_row(org_code, number, by)
    terms = charters.in_force(ContractTerms, on=ended_on, org=org_code)
    if ContractEnding.objects.filter(contract=row).exists():
        raise Refusal("land.ended_already", number=number)
    rules.must_be_endable(DateRange(row.start, row.end), ended_on, reason, document, terms)
    with (
        guards.refusing(),
        act("land.end_contract", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        ContractEnding.objects.create(
            contract=row, ended_on=ended_on, reason=reason, document=document, **a.stamp(row.village_code)
        )
        a.ref = f"contract:{number}"
        a.params = {"ended_on": str(ended_on), "reason": reason}
    return a.ref


def file_contract(org_code: str, number: str, *, filed_on: date, document: str, by: Viewer, on: date) -> str:
    """File a contract with the issuing party (备案): `org_code` is the collective of its village."""
    village = registry.village_of_collective(org_code)
    by.must_see(org_code, village)
    row = LandContract.objects.filter(number=number, village_code=village or "-").first()
    if row is None:
        raise Refusal("land.no_such_contract", number=number)
    if not document:
        raise Refusal("land.filing_without_document", number=number)
    rules.must_be_filed_in_time(row.signed_on, filed_on, on, number)
    with guards.refusing(), act("land.file_contract", org_code, by=by, on=on, village_code=village) as a:
        if ContractFiling.objects.filter(contract=row).exists():
            raise Refusal("land.filed_already", number=number)
        ContractFiling.objects.create(contract=row, filed_on=filed_on, document=document, **a.stamp(village))
        a.ref = f"contract:{number}"
    return a.ref


PLOT_COLUMNS = (
    "code",
    "name",
    "land_class",
    "slope_deg",
    "grade",
    "contract_centimu",
    "registered_centimu",
    "measured_centimu",
    "boundary",
    "outline",
)


def _latest_plot(code: str, by: Viewer) -> Plot:
    row = Plot.objects.filter(code=code).order_by("-start", "-mark").first()
    if row is None or not by.sees(row.org_code, row.village_code):
        raise Refusal("land.no_such_plot", plot=code)
    return row


def contract_row(org_code: str, number: str, by: Viewer) -> LandContract:
    """The contract of that number; what is out of reach does not exist."""
    row = LandContract.objects.filter(org_code=org_code, number=number).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("land.no_such_contract", number=number)
    return row
