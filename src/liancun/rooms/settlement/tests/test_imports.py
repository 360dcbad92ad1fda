"""The bank's answers come in by workbook: whole or not at all, and once (回单导入)."""

import io

import pytest
import xlsxwriter

from liancun.base.importing import import_workbook
from liancun.base.permits import SYSTEM
from liancun.kernel import BadInput
from liancun.rooms.settlement.imports import COLUMNS, export
from liancun.rooms.settlement.models import Payment, PaymentList
from liancun.rooms.settlement.tests.town import AFTER, line_of, posted, refused
from liancun.rooms.settlement.tests.toys import CASHIER, MAKER, ORG, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_book")]


def workbook(*rows):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("收付")
    sheet.write_row(0, 0, [column.label for column in COLUMNS])
    for at, row in enumerate(rows, 1):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def bring_in(*rows, by=CASHIER):
    return import_workbook("payments", workbook(*rows), "回单.xlsx", org_code=ORG, by=by, on=AFTER)


def test_a_workbook_of_answers():
    run = posted()
    first, second = line_of(run, "L1").pk, line_of(run, "L2").pk
    rows = (
        (first, 200, "2025-02-05", "银行", "B-1", "成功", ""),
        (second, 30, "2025-02-05", "银行", "B-2", "失败", "户名不符"),
    )
    assert bring_in(*rows).new == 2
    assert bring_in(*rows).same == 2
    assert bring_in(*rows, (second, 30, "2025-02-05", "现金", "B-3", "成功", "")).new == 1
    states = list(Payment.objects.order_by("id").values_list("state", "receipt_number"))
    assert states == [("paid", 1), ("failed", None), ("paid", 2)]
    assert PaymentList.objects.count() == 2


def test_every_fault_at_once_and_nothing_written():
    run = posted()
    line = line_of(run, "L1").pk
    with pytest.raises(BadInput) as bad:
        bring_in(
            (10**9, 1, "2025-02-05", "银行", "B-1", "成功", ""),
            (line, 201, "2025-02-05", "银行", "B-2", "成功", ""),
            (line, 1, "2025-02-05", "银行", "B-3", "失败", ""),
            (line, 1, "2025-01-05", "银行", "B-4", "成功", ""),
        )
    assert [(problem.row, problem.code) for problem in bad.value.problems] == [
        (2, "settlement.no_such_line"),
        (4, "settlement.no_failure_said"),
        (3, "settlement.pay_too_much"),
        (5, "settlement.paid_on_wrong_day"),
    ]
    assert not Payment.objects.exists()


def test_the_payer_is_nobody_who_made_or_checked_it():
    run = posted()
    row = (line_of(run, "L1").pk, 1, "2025-02-05", "银行", "B-1", "成功", "")
    refused("permit.not_yours", bring_in, row, by=MAKER)
    refused("settlement.same_person", bring_in, row, by=person("wang", "cashier"))
    assert not Payment.objects.exists()


def test_the_export_is_what_is_still_open():
    run = posted()
    assert list(export(SYSTEM, ORG)) == [
        {"line": line_of(run, "L1").pk, "amount_fen": 20000},
        {"line": line_of(run, "L2").pk, "amount_fen": 3000},
    ]
