"""The writers of the share register (股金办理). Each also posts its entry, so that the two cannot part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Refusal
from liancun.rooms.capital import facts, rules
from liancun.rooms.capital.models import ShareLot, ShareMove
from liancun.rooms.capital.rules import ContributionTerms
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class Contribution:
    """Shares paid in (一笔出资). `paid_fen` is what was handed over, at least shares x price."""

    number: str
    party: str
    form: str
    shares: int
    price_fen: int
    paid_fen: int
    happened_on: date
    document: str = ""
    resolution: str = ""


def record_contribution(org_code: str, given: Contribution, *, by: Viewer, on: date) -> str:
    """Record shares paid in and enter them into the book; returns the lot's reference."""
    terms = charters.in_force(ContributionTerms, on=given.happened_on, org=org_code)
    premium_fen = rules.must_be_contributable(
        given.form, given.shares, given.price_fen, given.paid_fen, given.resolution, terms
    )
    _must_be_known(given.party)
    held_fen = given.shares * given.price_fen
    with guards.refusing(), act("capital.record_contribution", org_code, by=by, on=on) as a:
        _must_be_new(org_code, given.number)
        entry = rules.contribution_entry(given.party, given.form, held_fen, premium_fen, terms)
        draft = ledger.EntryDraft(given.happened_on, f"成员出资 {given.number}", entry)
        ref = ledger.post_within(a, [draft], source=f"share:{given.number}")[0]
        ShareLot.objects.create(
            number=given.number,
            party=given.party,
            form=given.form,
            shares=given.shares,
            price_fen=given.price_fen,
            premium_fen=premium_fen,
            happened_on=given.happened_on,
            document=given.document,
            resolution=given.resolution,
            entry_ref=ref,
            **a.stamp(),
        )
        a.ref = f"share:{org_code}/{given.number}"
    return a.ref


def transfer_shares(
    org_code: str,
    number: str,
    shares: int,
    *,
    to_party: str,
    new_number: str,
    happened_on: date,
    document: str,
    by: Viewer,
    on: date,
) -> str:
    """Move shares of a lot to another member as a new lot at the same price; returns its reference.

    Refuses a taker who is not a member that day.
    """
    terms = charters.in_force(ContributionTerms, on=happened_on, org=org_code)
    _must_be_member(org_code, to_party, happened_on, terms)
    with guards.refusing(), act("capital.transfer_shares", org_code, by=by, on=on) as a:
        _must_be_new(org_code, new_number)
        row, lot = _lot(org_code, number)
        rules.must_be_movable(lot, shares, happened_on, terms)
        entry = rules.transfer_entry(lot.party, to_party, shares * lot.price_fen)
        draft = ledger.EntryDraft(happened_on, f"股金转让 {number} → {new_number}", entry)
        ref = ledger.post_within(a, [draft], source=f"share:{new_number}")[0]
        _move(a, row, ShareMove.Kind.TRANSFER, shares, happened_on, document, ref)
        ShareLot.objects.create(
            number=new_number,
            party=to_party,
            form=row.form,
            shares=shares,
            price_fen=row.price_fen,
            happened_on=happened_on,
            document=document,
            parent=row,
            entry_ref=ref,
            **a.stamp(),
        )
        a.ref = f"share:{org_code}/{new_number}"
    return a.ref


def withdraw_shares(
    org_code: str, number: str, shares: int, *, happened_on: date, document: str, by: Viewer, on: date
) -> str:
    """Pay back shares of one whose membership has ended (退股); returns the lot's reference."""
    terms = charters.in_force(ContributionTerms, on=happened_on, org=org_code)
    with guards.refusing(), act("capital.withdraw_shares", org_code, by=by, on=on) as a:
        row, lot = _lot(org_code, number)
        rules.must_be_movable(lot, shares, happened_on, terms)
        if _is_member(org_code, lot.party, happened_on):
            raise Refusal("capital.still_a_member", terms.clause, party=lot.party)
        entry = rules.withdrawal_entry(lot.party, shares * lot.price_fen, terms)
        draft = ledger.EntryDraft(happened_on, f"退股 {number}", entry)
        ref = ledger.post_within(a, [draft], source=f"share:{number}")[0]
        _move(a, row, ShareMove.Kind.WITHDRAWAL, shares, happened_on, document, ref)
        a.ref = f"share:{org_code}/{number}"
    return a.ref


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


def _move(
    a: Act, row: ShareLot, kind: str, shares: int, happened_on: date, document: str, entry_ref: str
) -> None:
    ShareMove.objects.create(
        lot=row,
        kind=kind,
        shares=shares,
        happened_on=happened_on,
        document=document,
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


def _must_be_known(party: str) -> None:
    if registry.unknown_parties([party]):
        raise Refusal("capital.no_such_party", party=party)


def _is_member(org_code: str, party: str, day: date) -> bool:
    asof = Watermark.now([org_code, registry.TOWN])
    return any(days.holds(day) for days in registry.memberships(org_code, asof).get(party, ()))


def _must_be_member(org_code: str, party: str, day: date, terms: ContributionTerms) -> None:
    if not _is_member(org_code, party, day):
        raise Refusal("capital.not_a_member", terms.clause, party=party, day=str(day))
