"""What the form of a voucher begins with, and what is meant by what somebody typed."""

from datetime import date

import pytest

from liancun.base import charters
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput
from liancun.rooms.ledger import actions, queries
from liancun.rooms.ledger.fields import NewEntry, VoucherLine
from liancun.rooms.ledger.models import Papers
from liancun.rooms.ledger.rules import CHART_FAMILIES
from liancun.rooms.ledger.rules.templates import VoucherTemplates
from liancun.rooms.ledger.tests.conftest import DAY, MEMBER, OTHER, WRONG, post, refused, two
from liancun.rooms.registry.models import Person
from liancun.rooms.registry.tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]

ON = date(2025, 2, 10)


def number(ref: str) -> int:
    return int(ref.partition(":")[2])


def test_templates_name_accounts_of_their_chart():
    law = charters.in_force(VoucherTemplates, on=ON)
    for chart, family in CHART_FAMILIES.items():
        accounts = charters.in_force(family, on=ON).accounts
        assert law.of(chart)
        for key, each in law.of(chart).items():
            assert each.debit and each.credit, key
            assert not {*each.debit, *each.credit} - accounts.keys(), key


def test_a_template_gives_its_accounts_and_its_summary():
    keys = [each.key for each in queries.templates(SYSTEM, "head", on=ON)]
    assert "office" in keys and keys != [each.key for each in queries.templates(SYSTEM, "jiaxi", on=ON)]
    start = queries.template(SYSTEM, "head", "office", on=ON)
    assert (start.summary, [line.account for line in start.lines]) == ("付办公费", ["523", "102"])
    assert refused(queries.template, SYSTEM, "head", "nothing", on=ON) == "viewer.not_found"


def test_last_months_vouchers_are_offered_and_copied():
    kept = post(two("523", "102", 2_500), summary="付一月电费")
    gone = post(two("523", "102", 9_900), summary="付错")
    actions.reverse_entry(number(gone), WRONG, by=SYSTEM, on=DAY)
    offered = queries.last_month(SYSTEM, "head", on=ON)
    assert [(each.number, each.summary, each.total_fen) for each in offered] == [
        (number(kept), "付一月电费", 2_500)
    ]
    start = queries.copied(SYSTEM, "head", number(kept))
    assert [(line.account, line.debit_fen, line.credit_fen) for line in start.lines] == [
        ("523", 2_500, 0),
        ("102", 0, 2_500),
    ]
    assert refused(queries.copied, SYSTEM, "jiaxi", number(kept)) == "viewer.not_found"
    assert queries.last_month(SYSTEM, "head", on=date(2025, 4, 1)) == ()
    assert queries.said_before(SYSTEM, "head") == ("付错", "付一月电费")


def test_what_stands_while_a_voucher_is_typed():
    post(two("114", "102", 300, MEMBER))
    post(two("114", "102", 70, OTHER))
    assert queries.standing(SYSTEM, "head", "114") == 370
    assert queries.standing(SYSTEM, "head", "114", OTHER) == 70
    assert queries.standing(SYSTEM, "head", "102") == -370
    assert queries.standing(SYSTEM, "head", "999") == 0
    assert refused(queries.standing, town.viewer("jiaxi.accountant"), "head", "102") == "viewer.not_found"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("102", "102"),
        ("银行存款", "102"),
        ("102 银行存款", "102"),
        ("现金", "101"),
        ("kcxj", "101"),
        ("往来", "114"),
        ("费用", "费用"),
        ("999", "999"),
        ("/", "/"),
        ("0", "0"),
        ("😀", "😀"),
    ],
)
def test_what_somebody_means_by_an_account(said, code):
    (row,) = queries.meant(SYSTEM, "head", [{"account": said, "party": ""}], on=ON)
    assert row["account"] == code


def test_what_somebody_means_by_a_party():
    """One whose name begins so, if it is the only one; several of a name are left to whoever typed it."""
    village = Person.objects.filter(village_code__in=town.viewer("jiaxi.accountant", ON).work_villages)
    codes: dict[str, list[str]] = {}
    for code, name in village.values_list("code", "name"):
        codes.setdefault(name, []).append(code)
    alone = next(
        name for name in codes if sum(other.startswith(name) for other in codes) == 1 == len(codes[name])
    )
    shared = next(name for name, own in codes.items() if len(own) > 1)
    typed = (MEMBER, alone, shared, "没有这个人", "")
    rows = queries.meant(
        town.viewer("jiaxi.accountant", ON), "jiaxi", [{"party": each} for each in typed], on=ON
    )
    assert [row["party"] for row in rows] == [MEMBER, codes[alone][0], shared, "没有这个人", ""]


def test_the_papers_of_a_voucher_are_kept():
    lines = (VoucherLine("102", "", 100, 0), VoucherLine("501", "", 0, 100))
    ref = actions.post_entry("head", NewEntry(DAY, "卖出产品", lines, papers=3), by=SYSTEM, on=DAY)
    none = actions.post_entry("head", NewEntry(DAY, "卖出产品", lines, papers=0), by=SYSTEM, on=DAY)
    assert queries.entry(SYSTEM, number(ref)).papers == 3
    assert queries.voucher(SYSTEM, number(none))[1].papers == 0
    assert queries.entry(SYSTEM, number(post())).papers is None
    for wrong in (-1, 10_000):
        with pytest.raises(BadInput):
            actions.post_entry("head", NewEntry(DAY, "卖出产品", lines, papers=wrong), by=SYSTEM, on=DAY)
    assert Papers.objects.count() == 2


def test_a_reversal_names_what_and_why():
    ref = post(summary="付电费")
    back = actions.reverse_entry(number(ref), WRONG, by=SYSTEM, on=DAY).ref
    row = queries.entry(SYSTEM, number(back))
    assert row.summary == f"冲销 2025-01 记-{queries.entry(SYSTEM, number(ref)).number}:金额记错"
    _org, whole = queries.voucher(SYSTEM, number(back))
    assert whole.reverses is not None and whole.reverses.number == queries.entry(SYSTEM, number(ref)).number
    other = number(post())
    nothing = actions.Reversing("  ")
    assert refused(actions.reverse_entry, other, nothing, by=SYSTEM, on=DAY) == "ledger.no_reason"
    assert not queries.entry(SYSTEM, other).reversed
