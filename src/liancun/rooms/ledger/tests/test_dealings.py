"""Members and others apart in the cooperative's book, by hand and by workbook (成员往来与应收、应付)."""

from datetime import date, timedelta

import pytest

from liancun.base.acts import act
from liancun.base.permits import SYSTEM
from liancun.kernel import Refusal
from liancun.kernel.rulings import EntryLine
from liancun.rooms.ledger import actions, dealings, facts
from liancun.rooms.ledger.dealings import entries_placed
from liancun.rooms.ledger.models import EntryLine as Row
from liancun.rooms.ledger.tests.conftest import DAY, MEMBER, OTHER, WRONG, post, refused, two
from liancun.rooms.ledger.tests.test_imports import EVE, bring, line, opening, problems
from liancun.rooms.registry.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
COMPANY, PARK = "O:company", "O:park"


def as_before(monkeypatch, lines, day=DAY) -> str:
    """An entry of a program that did not ask for the name, nor told members from others."""
    with monkeypatch.context() as earlier:
        earlier.setattr(dealings, "entry_faults", lambda *_all: ())
        earlier.setattr(dealings, "member_faults", lambda *_all: ())
        return post(lines, day=day)


def leaves(party: str, end: date) -> None:
    """A membership that ends on a day."""
    first = Membership.objects.get(org_code="head", party=party)
    with act("registry.import_members", "head", by=SYSTEM, on=DAY) as a:
        same = {"party": party, "number": first.number, "kind": first.kind, "start": first.start}
        Membership.objects.create(**same, end=end, supersedes=first, **a.stamp(first.village_code))


def held(account: str) -> dict[str, int]:
    return {party: fen for party, fen in facts.party_balances("head", account).items() if fen}


@pytest.mark.parametrize("account", ["114", "213"])
def test_an_account_kept_by_name_takes_no_line_without_one(account):
    assert refused(post, two("521", account, 100)) == "ledger.party_missing"
    assert refused(post, two(account, "102", 100)) == "ledger.party_missing"
    post(two("521", account, 100, "", MEMBER))


@pytest.mark.parametrize("party", [MEMBER, COMPANY])
@pytest.mark.parametrize(
    ("debit", "credit"), [("113", "501"), ("521", "211"), ("102", "113"), ("211", "102")]
)
def test_a_member_is_not_entered_among_the_others(party, debit, credit):
    lines = two(
        debit, credit, 100, *(party if account in ("113", "211") else "" for account in (debit, credit))
    )
    with pytest.raises(Refusal) as no:
        post(lines)
    told = dict(no.value.params)
    assert (no.value.code, told["party"], told["instead"]) == ("ledger.party_is_member", party, "114")
    assert no.value.clause.startswith("law/chart_cooperative@")
    others = two(
        debit, credit, 100, *(PARK if account in ("113", "211") else "" for account in (debit, credit))
    )
    post(others)


def test_membership_is_asked_for_the_day_of_the_entry():
    leaves(MEMBER, DAY)
    claim = two("113", "501", 100, MEMBER)
    assert refused(post, claim) == "ledger.party_is_member"
    post(claim, day=DAY + timedelta(days=1))
    post(two("114", "501", 100, MEMBER))
    assert held("113") == held("114") == {MEMBER: 100}


def test_a_collectives_chart_knows_no_such_thing():
    post(two("113", "504", 100, MEMBER), org="jiaxi")
    post(two("112", "504", 100), org="jiaxi")


def test_what_stood_before_is_settled_as_it_stands_and_no_fen_past_it(monkeypatch):
    as_before(monkeypatch, two("521", "213", 100))
    as_before(monkeypatch, two("113", "501", 70, MEMBER))
    assert refused(post, two("213", "102", 101)) == "ledger.party_missing"
    assert refused(post, two("102", "113", 71, "", MEMBER)) == "ledger.party_is_member"
    post(two("213", "102", 60))
    post(two("213", "213", 40, "", OTHER))
    post(two("102", "113", 70, "", MEMBER))
    assert refused(post, two("213", "102", 1)) == "ledger.party_missing"
    assert refused(post, two("102", "113", 1, "", MEMBER)) == "ledger.party_is_member"
    assert (held("213"), held("113")) == ({OTHER: -40}, {})


def test_what_stood_before_can_be_reversed(monkeypatch):
    for lines in (two("521", "213", 100), two("113", "501", 70, MEMBER), two("211", "102", 5, COMPANY)):
        ref = as_before(monkeypatch, lines)
        actions.reverse_entry(int(ref.partition(":")[2]), WRONG, by=SYSTEM, on=DAY)
    assert held("213") == held("113") == held("211") == {}


def test_one_batch_settles_once(monkeypatch):
    as_before(monkeypatch, two("521", "213", 100))
    drafts = [actions.EntryDraft(DAY, "发工资", (EntryLine("213", 60), EntryLine("102", 0, 60)))] * 2
    with act("ledger.post_entry", "head", by=SYSTEM, on=DAY) as a:
        assert refused(actions.post_within, a, drafts, source="hand") == "ledger.party_missing"
        actions.post_within(a, drafts[:1], source="hand")
    assert held("213") == {"": -40}


def test_workbooks_are_told_the_row():
    rows = [
        line("V-1", 1, "113", debit=5, party=MEMBER), line("V-1", 2, "501", credit=5),
        line("V-2", 1, "113", debit=5, party=PARK), line("V-2", 2, "501", credit=5),
        line("V-3", 1, "521", debit=5), line("V-3", 2, "213", credit=5),
    ]  # fmt: skip
    found = problems("vouchers", rows)
    assert found == [(2, "科目", "ledger.party_is_member"), (6, "科目", "ledger.party_missing")]
    bring("vouchers", rows[2:4])
    start = [opening("102", debit=30), opening("211", credit=10, party=COMPANY), opening("213", credit=20)]
    found = {code for _row, _column, code in problems("opening_balances", start)}
    assert found == {"ledger.party_missing", "ledger.party_is_member"}
    start = [opening("102", debit=30), opening("114", credit=10, party=COMPANY),
             opening("213", credit=20, party=OTHER)]  # fmt: skip
    bring("opening_balances", start)
    assert Row.objects.filter(accounting_on=EVE).count() == 3


def test_a_rooms_receipts_find_what_stands_in_the_order_they_come(monkeypatch):
    as_before(monkeypatch, two("113", "501", 50, MEMBER))
    receipt = (EntryLine("102", 30), EntryLine("113", 0, 30, MEMBER))
    first, second = entries_placed("head", [(DAY, receipt), (DAY, receipt)])
    assert first == receipt
    assert second == (EntryLine("102", 30), EntryLine("113", 0, 20, MEMBER), EntryLine("114", 0, 10, MEMBER))
    assert entries_placed("head", [(DAY, ())]) == [()]


def test_a_sale_on_account_clears_nothing_and_a_payment_by_hand_does():
    post(two("114", "501", 100, MEMBER))
    assert facts.by_hand("head", "114") == {}
    post(two("114", "102", 30, MEMBER))
    assert facts.by_hand("head", "114") == {MEMBER: 30}
