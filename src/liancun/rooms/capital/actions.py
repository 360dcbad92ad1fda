"""The writers of the share register (股金办理). Each also posts its entry, so that the two cannot part."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, Yuan, _
from liancun.rooms.capital import facts, rules
from liancun.rooms.capital.models import ShareLot, ShareMove
from liancun.rooms.capital.rules import ContributionTerms
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.registry import facts as registry

NUMBER = Code(_("股权编号"), most=40, example="GJ-0001")
LOT = replace(NUMBER, slash=True)
MEMBER = Choice(_("成员"), "registry.members", open=True, most=20, help=_("姓名、社员编号或编码"))
SHARES = Whole(_("股数"), 1, 10**12)
HAPPENED = Day(_("日期"))
ASK = _("登记时同时记账,不能删除。确定吗?")


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """Shares paid in (一笔出资). `paid_fen` is what was handed over, at least shares x price."""

    number: A[str, NUMBER]
    party: A[str, replace(MEMBER, of="registry.parties")]
    form: A[str, Choice(_("出资方式"), rules.PAID_IN)] = "money"
    shares: A[int, SHARES]
    price_fen: A[int, Yuan(_("每股"), 1, 10**12)]
    paid_fen: A[int, Yuan(_("实缴"), 1, 10**14, help=_("多于股数乘每股的记资本公积"))]
    happened_on: A[date, HAPPENED]
    document: A[str, Text(_("凭证文件"), most=60)] = ""
    resolution: A[str, Text(_("作价决议"), most=120, help=_("实物等作价的须填"))] = ""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Shares of a lot to another member, as a new lot at the same price (一次转让)."""

    number: A[str, LOT]
    shares: A[int, SHARES]
    to_party: A[str, replace(MEMBER, label=_("受让人"))]
    new_number: A[str, Code(_("新股权编号"), most=40)]
    happened_on: A[date, HAPPENED]
    document: A[str, Text(_("转让协议"), most=60)]


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Some of a member's shares paid back (一次退股)."""

    number: A[str, LOT]
    shares: A[int, SHARES]
    happened_on: A[date, HAPPENED]
    document: A[str, Text(_("退股依据"), most=60)]


@offered(
    "capital.record_contribution",
    title=_("登记出资"),
    ask=ASK,
    path="shares",
    command="contribute",
    on="shares",
)
def record_contribution(org_code: str, given: Contribution, *, by: Viewer, on: date) -> str:
    """Record shares paid in and enter them into the book; returns the lot's reference."""
    terms = charters.in_force(ContributionTerms, on=given.happened_on, org=org_code)
    premium_fen = rules.must_be_contributable(
        given.form, given.shares, given.price_fen, given.paid_fen, given.resolution, terms
    )
    _must_be_known(given.party, given.happened_on)
    held_fen = given.shares * given.price_fen
    with guards.refusing(), act("capital.record_contribution", org_code, by=by, on=on) as a:
        _must_be_new(org_code, given.number)
        entry = rules.contribution_entry(given.party, given.form, held_fen, premium_fen, terms)
        draft = ledger.EntryDraft(given.happened_on, f"成员出资 {given.number}", entry)
        ref = ledger.post_within(a, [draft], source=f"share:{given.number}")[0]
        kept = asdict(given)
        del kept["paid_fen"]
        a.add(ShareLot, **kept, premium_fen=premium_fen, entry_ref=ref, **a.stamp())
        a.ref = f"share:{org_code}/{given.number}"
    return a.ref


@offered(
    "capital.transfer_shares",
    title=_("登记转让"),
    ask=ASK,
    path="shares/{number}/transfer",
    command="transfer",
    on="shares",
)
def transfer_shares(org_code: str, given: Transfer, *, by: Viewer, on: date) -> str:
    """Move shares of a lot to another member as a new lot at the same price; returns its reference.

    Refuses a taker who is not a member that day, and shares of the dead for whom nobody may act.
    """
    terms = charters.in_force(ContributionTerms, on=given.happened_on, org=org_code)
    registry.must_live([(given.to_party, given.happened_on)])
    _must_be_member(org_code, given.to_party, given.happened_on, terms)
    with guards.refusing(), act("capital.transfer_shares", org_code, by=by, on=on) as a:
        _must_be_new(org_code, given.new_number)
        row, lot = _lot(org_code, given.number)
        rules.must_be_movable(lot, given.shares, given.happened_on, terms)
        if lot.party == given.to_party:
            raise Refusal("capital.transfer_to_oneself", terms.clause, number=given.number, party=lot.party)
        registry.must_live([(lot.party, given.happened_on)], heirs=True)
        entry = rules.transfer_entry(lot.party, given.to_party, given.shares * lot.price_fen)
        summary = f"股金转让 {given.number} → {given.new_number}"
        draft = ledger.EntryDraft(given.happened_on, summary, entry)
        ref = ledger.post_within(a, [draft], source=f"share:{given.new_number}")[0]
        _move(a, row, ShareMove.Kind.TRANSFER, given, ref)
        a.add(
            ShareLot,
            number=given.new_number,
            party=given.to_party,
            form=row.form,
            shares=given.shares,
            price_fen=row.price_fen,
            happened_on=given.happened_on,
            document=given.document,
            parent=row,
            entry_ref=ref,
            **a.stamp(),
        )
        a.ref = f"share:{org_code}/{given.new_number}"
    return a.ref


@offered(
    "capital.withdraw_shares",
    title=_("登记退股"),
    ask=ASK,
    path="shares/{number}/withdraw",
    command="withdraw",
    on="shares",
)
def withdraw_shares(org_code: str, given: Withdrawal, *, by: Viewer, on: date) -> str:
    """Pay back some of the shares of who stays a member (退股); returns the lot's reference.

    All of them, and those of who left or died, are paid back by the run of the year's end, with the share of
    the reserve and less a part of a loss (第二十八条).
    """
    terms = charters.in_force(ContributionTerms, on=given.happened_on, org=org_code)
    with guards.refusing(), act("capital.withdraw_shares", org_code, by=by, on=on) as a:
        row, lot = _lot(org_code, given.number)
        rules.must_be_movable(lot, given.shares, given.happened_on, terms)
        _must_stay(a, lot, given, terms)
        entry = rules.withdrawal_entry(lot.party, given.shares * lot.price_fen, terms)
        draft = ledger.EntryDraft(given.happened_on, f"退股 {given.number}", entry)
        ref = ledger.post_within(a, [draft], source=f"share:{given.number}")[0]
        _move(a, row, ShareMove.Kind.WITHDRAWAL, given, ref)
        a.ref = f"share:{org_code}/{given.number}"
    return a.ref


@dataclass(frozen=True)
class Back:
    """What somebody gets back (退还出资): of who joined again, only what was paid in `before` that day."""

    party: str
    held_fen: int
    before: date | None = None


def pay_back_within(a: Act, given: Sequence[Back], *, entry_ref: str) -> None:
    """All that these people hold leaves the register (退还出资), where it is what the entry says.

    The caller posts the entry (DR 301).
    """
    held: dict[str, list[rules.Lot]] = {}
    for lot in facts.lots(a.org_code, asof=_now(a), on=date.max):
        if lot.left:
            held.setdefault(lot.party, []).append(lot)
    gone = []
    for each in given:
        lots = [x for x in held.get(each.party, ()) if each.before is None or x.happened_on < each.before]
        _must_hold(each.party, sum(lot.held_fen for lot in lots), each.held_fen)
        gone += lots
    rows = ShareLot.objects.filter(org_code=a.org_code, party__among=[each.party for each in given])
    numbered = {row.number: row for row in rows}
    bulk.insert(
        ShareMove,
        [
            ShareMove(
                lot=numbered[lot.number],
                kind=ShareMove.Kind.WITHDRAWAL,
                shares=lot.left,
                happened_on=a.on,
                document=a.ref,
                entry_ref=entry_ref,
                **a.stamp(),
            )
            for lot in gone
        ],
    )


def restore_within(a: Act, given: Mapping[str, int], *, document: str, entry_ref: str) -> None:
    """What was paid back by a document stands again (冲销退还): new lots from the old ones, at their price.

    `given` says of each what the entry puts back. Another withdrawal, by hand, stays as it is.
    """
    moves = ShareMove.objects.filter(
        org_code=a.org_code,
        lot__party__among=list(given),
        kind=ShareMove.Kind.WITHDRAWAL,
        document=document,
    )
    undone = list(moves.select_related("lot").order_by("lot__number", "pk"))
    paid = dict.fromkeys(given, 0)
    for move in undone:
        paid[move.lot.party] += move.shares * move.lot.price_fen
    for party, held_fen in given.items():
        _must_hold(party, paid[party], held_fen)
    bulk.insert(
        ShareLot,
        [
            ShareLot(
                number=f"{move.lot.number}-{a.mark}"[-40:],
                party=move.lot.party,
                form=move.lot.form,
                shares=move.shares,
                price_fen=move.lot.price_fen,
                happened_on=a.on,
                document=a.ref,
                parent=move.lot,
                entry_ref=entry_ref,
                **a.stamp(),
            )
            for move in undone
        ],
    )


def _must_hold(party: str, there_fen: int, held_fen: int) -> None:
    if there_fen != held_fen:
        raise Refusal("capital.held_differs", party=party, held_fen=there_fen, amount_fen=held_fen)


def _now(a: Act) -> Watermark:
    return Watermark(((a.org_code, a.mark),))


def convert_within(
    a: Act, amounts: Mapping[str, int], *, prefix: str, happened_on: date, resolution: str, entry_ref: str
) -> None:
    """Shares out of surplus turned into contribution by vote (盈余转为出资): one lot a member, a fen a share.

    The caller posts the entry (DR 221/222 CR 301).
    """
    bulk.insert(
        ShareLot,
        [
            ShareLot(
                number=f"{prefix}-{party}",
                party=party,
                form=rules.SURPLUS,
                shares=amount_fen,
                price_fen=1,
                happened_on=happened_on,
                resolution=resolution,
                entry_ref=entry_ref,
                **a.stamp(),
            )
            for party, amount_fen in sorted(amounts.items())
        ],
    )


def _move(a: Act, row: ShareLot, kind: str, given: Transfer | Withdrawal, entry_ref: str) -> None:
    a.add(
        ShareMove,
        lot=row,
        kind=kind,
        shares=given.shares,
        happened_on=given.happened_on,
        document=given.document,
        entry_ref=entry_ref,
        **a.stamp(),
    )


def _lot(org_code: str, number: str) -> tuple[ShareLot, rules.Lot]:
    row = ShareLot.objects.filter(org_code=org_code, number=number).first()
    if row is None:
        raise Refusal("capital.no_such_lot", number=number)
    now = Watermark.now([org_code])
    lots = facts.lots(org_code, asof=now, on=date.max, party=row.party)
    return row, next(lot for lot in lots if lot.number == number)


def _must_be_new(org_code: str, number: str) -> None:
    if ShareLot.objects.filter(org_code=org_code, number=number).exists():
        raise Refusal("capital.lot_exists", number=number)


def _must_be_known(party: str, day: date) -> None:
    if registry.unknown_parties([party]):
        raise Refusal("capital.no_such_party", party=party)
    registry.must_live([(party, day)])


def _is_member(org_code: str, party: str, day: date) -> bool:
    asof = Watermark.now([org_code, *registry.owners()])
    return any(days.holds(day) for days in registry.memberships(org_code, asof).get(party, ()))


def _must_stay(a: Act, lot: rules.Lot, given: Withdrawal, terms: ContributionTerms) -> None:
    """Refuse paying back who has left, be it said of a day before, and the last share of who has not."""
    org_code, year = a.org_code, given.happened_on.year
    if not all(_is_member(org_code, lot.party, day) for day in (given.happened_on, a.on)):
        raise Refusal("capital.left_by_run", terms.clause, party=lot.party, year=year)
    held = facts.lots(org_code, asof=Watermark.now([org_code]), on=date.max, party=lot.party)
    left_fen = sum(each.held_fen for each in held) - given.shares * lot.price_fen
    if left_fen <= 0:
        raise Refusal("capital.none_left", terms.clause, party=lot.party, year=year)


def _must_be_member(org_code: str, party: str, day: date, terms: ContributionTerms) -> None:
    if not _is_member(org_code, party, day):
        raise Refusal("capital.not_a_member", terms.clause, party=party, day=str(day))
