"""The writers of contracts over land (流转合同办理): signed, ended, filed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Reason, Refusal
from liancun.kernel.fields import A, Many, Text, _, specs_of
from liancun.rooms.land import facts, fields, rules
from liancun.rooms.land.actions.plots import hold_plots
from liancun.rooms.land.models import ContractEnding, ContractFiling, ContractPlot, LandContract
from liancun.rooms.land.rules import ContractTerms, Offer
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class NewContract:
    """A contract as it is handed in (拟签合同), with every item of the law (农村土地承包法第四十条).

    `plots` are codes; `taker` is who takes the land, `payer` who pays for it.
    """

    number: A[str, fields.CONTRACT]
    form: A[str, fields.FORM]
    giver: A[str, replace(fields.HOLDER, label=_("流出方"))]
    payer: A[str, fields.PARTY]
    plots: A[tuple[str, ...], Many(_("地块编码"), each=replace(fields.PLOT, slash=True), most=100)]
    use: A[str, fields.USE]
    start: A[date, fields.START]
    end: A[date, fields.END]
    rate_fen: A[int, fields.RATE]
    pay_by: A[str, fields.PAY_BY]
    rights: A[str, fields.RIGHTS]
    compensation: A[str, fields.COMPENSATION]
    breach: A[str, fields.BREACH]
    signed_on: A[date, fields.SIGNED_ON]
    document: A[str, fields.CONTRACT_PAPER]
    taker: A[str, replace(fields.PARTY, label=_("受让方"), help=_("留空为签订单位"))] = ""

    def taken_by(self, org_code: str) -> "NewContract":
        """The contract with who takes the land named: who signs it, where nobody else is."""
        return self if self.taker else replace(self, taker=rules.COLLECTIVE + org_code)

    @property
    def offer(self) -> Offer:
        """What the rules ask of it."""
        texts = {name: getattr(self, name) for name in TEXTS}
        return Offer(
            self.number,
            self.form,
            self.giver,
            self.taker,
            self.payer,
            self.plots,
            DateRange(self.start, self.end),
            self.rate_fen,
            self.signed_on,
            texts,
        )


TEXTS = ("use", "pay_by", "rights", "compensation", "breach", "document")


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The last day of a contract, why, and on which paper (提前终止)."""

    contract_number: A[str, replace(fields.CONTRACT, slash=True)]
    ended_on: A[date, fields.ENDED_ON]
    reason: A[str, fields.REASON]
    document: A[str, Text(_("终止文件"), most=80)]


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A filing with the issuing party (备案)."""

    number: A[str, replace(fields.CONTRACT, slash=True)]
    filed_on: A[date, fields.FILED_ON]
    document: A[str, fields.FILING_PAPER]


@offered(
    "land.sign_contract",
    title=_("签订流转合同"),
    ask=_("签订后不能修改,只能终止。确定吗?"),
    path="land-contracts",
    command="sign",
    on="contracts",
)
def sign_contract(org_code: str, new: NewContract, *, by: Viewer, on: date) -> str:
    """Sign a contract (签订流转合同); returns its reference. Refuses with the first clause it offends."""
    must_permit(by, "land.sign_contract", org_code)
    new = new.taken_by(org_code)
    terms = charters.in_force(ContractTerms, on=new.signed_on, org=org_code)
    if new.signed_on > on:
        raise Refusal("land.signed_in_future", day=str(new.signed_on))
    unknown = registry.unknown_parties([new.payer, new.taker])
    if new.payer in unknown:
        raise Refusal("land.no_such_payer", payer=new.payer)
    if unknown:
        raise Refusal("land.no_such_taker", taker=new.taker)
    registry.must_live([(new.payer, new.signed_on), (new.taker, new.signed_on)])
    with guards.refusing(), act("land.sign_contract", org_code, by=by, on=on) as a:
        if LandContract.objects.filter(org_code=org_code, number=new.number).exists():
            raise Refusal("land.contract_exists", number=new.number)
        hold_plots(new.plots)
        asof = Watermark.now(facts.watched(org_code))
        for fault in faults_of([new], org_code, asof, terms).get(new.number, ()):
            raise Refusal.saying(fault)
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
    own = [spec.name for spec in specs_of(NewContract) if spec.name != "plots"]
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


@offered(
    "land.end_contract",
    title=_("终止合同"),
    ask=_("终止后不能恢复,只能另签合同;只靠它的套种合同同时终止。确定吗?"),
    path="land-contracts/{contract_number}/end",
    command="end",
)
def end_contract(org_code: str, given: Ending, *, by: Viewer, on: date) -> str:
    """End a contract before its term (提前终止); `ended_on` is its last day.

    A second contract that rests on nothing but this one ends with it, on the same paper: the audit names it.
    """
    must_permit(by, "land.end_contract", org_code)
    number, ended_on, reason = given.contract_number, given.ended_on, given.reason
    row = contract_row(org_code, number, by)
    terms = charters.in_force(ContractTerms, on=ended_on, org=org_code)
    with (
        guards.refusing(),
        act("land.end_contract", org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        if ContractEnding.objects.filter(contract=row).exists():
            raise Refusal("land.ended_already", number=number)
        rules.must_be_endable(
            row.form, DateRange(row.start, row.end), ended_on, reason, given.document, terms
        )
        held = facts.held_plots(org_code, Watermark.now(facts.watched(org_code)), terms)
        seconds = ending_with(held, number, ended_on)
        for each in (row, *LandContract.objects.filter(org_code=org_code, number__in=seconds)):
            a.add(
                ContractEnding,
                contract=each, ended_on=ended_on, reason=reason, document=given.document,
                **a.stamp(each.village_code),
            )  # fmt: skip
        a.ref = f"contract:{number}"
        a.params = {"ended_on": str(ended_on), "reason": reason, "with_it": "、".join(seconds)}
    return a.ref


def ending_with(held: Sequence[rules.Held], number: str, last: date) -> tuple[str, ...]:
    """The second contracts that end with a first on its last day, by number."""
    plots = {each.plot for each in held if each.number == number}
    over = {each.number for each in held if each.plot in plots and each.tier == rules.SECOND_TIER}
    return tuple(each for each in sorted(over) if rules.ends_with(each, number, last, held))


@offered(
    "land.file_contract",
    title=_("发包方备案"),
    path="contract-filings",
    command="file",
    on="contracts",
)
def file_contract(org_code: str, given: Filing, *, by: Viewer, on: date) -> str:
    """File a contract with the issuing party (备案): `org_code` is the collective of its village."""
    number, document = given.number, given.document
    village = registry.village_of_collective(org_code)
    by.must_see(org_code, village)
    row = LandContract.objects.filter(number=number, village_code=village or "-").first()
    if row is None:
        raise Refusal("land.no_such_contract", number=number)
    if not document:
        raise Refusal("land.filing_without_document", number=number)
    rules.must_be_filed_in_time(row.signed_on, given.filed_on, on, number)
    with guards.refusing(), act("land.file_contract", org_code, by=by, on=on, village_code=village) as a:
        if ContractFiling.objects.filter(contract=row).exists():
            raise Refusal("land.filed_already", number=number)
        a.add(ContractFiling, contract=row, filed_on=given.filed_on, document=document, **a.stamp(village))
        a.ref = f"contract:{number}"
    return a.ref


def contract_row(org_code: str, number: str, by: Viewer) -> LandContract:
    """The contract of that number; what is out of reach does not exist."""
    row = LandContract.objects.filter(org_code=org_code, number=number).first()
    if row is None or not by.sees(org_code, row.village_code):
        raise Refusal("land.no_such_contract", number=number)
    return row
