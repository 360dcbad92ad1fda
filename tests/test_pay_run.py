"""A run's whole list paid in one act (整单收付): by page and by the API."""

import re
from datetime import date
from typing import Any

import pytest

from liancun.base import checking
from liancun.base.models import AuditLine
from liancun.base.permits import SYSTEM
from liancun.faces.web import paying
from liancun.kernel import Refusal
from liancun.rooms.ledger.models import Entry
from liancun.rooms.settlement import actions, queries
from liancun.rooms.settlement.models import Payment, PaymentList, Run, RunLine
from tests.conftest import client_as

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DAY = date(2026, 2, 12)
CASHIER = "jiaxi.cashier"
VERB = "settlement.record_payments"


@pytest.fixture
def fees() -> int:
    """Jiaxi's refuse fees of the year, some still open."""
    return int(Run.objects.get(kind="refuse_fee", org_code="jiaxi", period="2025").pk)


def open_of(run: int) -> dict[int, int]:
    """What is open of each line, as the program's own list says."""
    return dict(queries.pay_list(SYSTEM, run, on=DAY).open_fen)


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send of the page: hidden fields, ticks and reasons, the document filled in."""
    told: dict[str, Any] = {"line": []}
    for tag in re.findall(r"<input[^>]*>", page):
        at = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if at.get("type") == "checkbox":
            told["line"] += [at["value"]] if re.search(r"\schecked\b", tag) else []
        elif at.get("name") not in (None, "csrfmiddlewaretoken", "next"):
            told[at["name"]] = at.get("value", "")
    return told | {"money_account": "银行", "bank_ref": "HD-77"}


def shown(client: Any, run: int) -> dict[str, Any]:
    """The page as first shown, as a form."""
    answer = client.get(f"/runs/{run}/pay")
    assert answer.status_code == 200
    return form_of(answer.content.decode())


def test_a_whole_list_is_one_act_one_line_of_audit_one_entry(town, fees):
    owed, client = open_of(fees), client_as(CASHIER)
    assert len(owed) > 2
    audited, entries = AuditLine.objects.filter(verb=VERB).count(), Entry.objects.count()
    form = shown(client, fees)
    assert sorted(map(int, form["line"])) == sorted(owed)
    answer = client.post(f"/runs/{fees}/pay", form, follow=True)
    assert f"已登记 {len(owed)} 笔" in answer.content.decode()
    assert AuditLine.objects.filter(verb=VERB).count() == audited + 1
    assert Entry.objects.count() == entries + 1
    paid = PaymentList.objects.latest("pk")
    assert (paid.count, paid.total_fen) == (len(owed), sum(owed.values()))
    made = Payment.objects.filter(listed=paid)
    assert dict(made.values_list("line", "amount_fen")) == owed
    assert set(made.values_list("bank_ref", "money_account")) == {("HD-77", "102")}
    assert not open_of(fees) and "没有要收付的行" in client.get(f"/runs/{fees}/pay").content.decode()

    again = client.post(f"/runs/{fees}/pay", form, follow=True)
    assert "这一次什么都没有再记" in again.content.decode()
    other = client.post(f"/runs/{fees}/pay", form | {"bank_ref": "HD-78"})
    assert other.status_code == 403 and "已登记过" in other.content.decode()
    assert Payment.objects.filter(line__in=list(owed)).count() == made.count()
    assert list(checking.all_findings()) == []


def test_what_is_unticked_is_left_or_did_not_go_through(town, fees):
    owed, client = open_of(fees), client_as(CASHIER)
    first, second, *rest = sorted(owed)
    form = shown(client, fees) | {"line": rest, f"why-{second}": "户名不符"}
    said = client.post(f"/runs/{fees}/pay", form, follow=True).content.decode()
    assert "记为没付成 1 笔" in said and "留下 1 行没有办" in said
    assert open_of(fees) == {line: owed[line] for line in (first, second)}
    (failed,) = Payment.objects.filter(line=second)
    assert (failed.state, failed.failure, failed.entry_ref) == ("failed", "户名不符", "")


def test_the_act_is_on_the_whole_list_never_on_the_page_shown(town, fees, monkeypatch):
    monkeypatch.setattr(paying, "ROWS", 2)
    owed, client = open_of(fees), client_as(CASHIER)
    lines = sorted(owed)
    form = shown(client, fees)
    assert sorted(map(int, form["line"])) == lines[:2]
    answer = client.post(f"/runs/{fees}/pay", form | {"line": lines[1:2], "turn": "2"})
    page = answer.content.decode()
    assert answer.status_code == 200 and f"办理的是全部 {len(lines)} 行减去没勾的" in page
    assert not Payment.objects.filter(line__in=lines, on=DAY).exists()
    form = form_of(page)
    assert sorted(map(int, form["line"])) == lines[2:4] and form["left"] == str(lines[0])
    back = form_of(client.post(f"/runs/{fees}/pay", form | {"turn": "1"}).content.decode())
    assert sorted(map(int, back["line"])) == lines[1:2]
    client.post(f"/runs/{fees}/pay", form)
    assert open_of(fees) == {lines[0]: owed[lines[0]]}


def test_a_line_is_found_by_name_or_code(town, fees):
    client = client_as(CASHIER)
    row = client.get(f"/runs/{fees}/pay").context["listed"].rows[1]
    form = shown(client, fees)
    for text in (row.subject, row.payee_name):
        page = client.post(f"/runs/{fees}/pay", form | {"turn": "1", "q": text}).content.decode()
        assert f'value="{row.line}"' in page
    found = form_of(client.post(f"/runs/{fees}/pay", form | {"turn": "1", "q": row.subject}).content.decode())
    assert found["line"] == [str(row.line)]
    client.post(f"/runs/{fees}/pay", found | {"line": []})
    assert list(open_of(fees)) == [row.line], "what was not searched for is paid all the same"


def test_what_changed_after_the_list_was_read_is_named_and_nothing_is_paid(town, fees):
    owed, client = open_of(fees), client_as(CASHIER)
    form = shown(client, fees)
    line = min(owed)
    bill = actions.NewPayment(line, owed[line], DAY, "101")
    actions.record_payments("jiaxi", [bill], key="window", by=SYSTEM, on=DAY)
    answer = client.post(f"/runs/{fees}/pay", form)
    page = answer.content.decode()
    assert answer.status_code == 403 and f"line:{line}" in page and "什么都没有登记" in page
    assert Payment.objects.filter(line__in=list(owed)).exclude(line=line).filter(on=DAY).count() == 0
    form = form_of(page)
    assert form["bank_ref"] == "HD-77" and client.post(f"/runs/{fees}/pay", form).status_code == 302
    assert not open_of(fees)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"bank_ref": ""}, 400),
        ({"happened_on": "2030-01-01"}, 403),
        ({"left": "x"}, 403),
        ({"once": ""}, 400),
    ],
)
def test_what_is_wrong_comes_back_in_the_form(town, fees, sent, status):
    client = client_as(CASHIER)
    form = shown(client, fees)
    form["line"] = form["line"][1:]
    answer = client.post(f"/runs/{fees}/pay", form | sent)
    assert answer.status_code == status
    assert not PaymentList.objects.filter(key=f"form:{form['once']}").exists()
    if status == 400:
        assert form_of(answer.content.decode())["line"] == form["line"], "what was unticked stays so"


def test_only_who_pays_sees_the_button_and_the_list(town, fees):
    button = f'href="/runs/{fees}/pay"'
    assert button in client_as(CASHIER).get(f"/runs/{fees}/").content.decode()
    assert button in client_as(CASHIER).get("/desk/").content.decode()
    for name in ("jiaxi.accountant", "jiaxi.secretary", "town.auditor"):
        client = client_as(name)
        assert button not in client.get(f"/runs/{fees}/").content.decode(), name
        assert client.get(f"/runs/{fees}/pay").status_code == 403, name
        assert client.post(f"/runs/{fees}/pay", shown(client_as(CASHIER), fees)).status_code == 403, name
    for name in ("haiba.secretary", "home1", ""):
        assert client_as(name).get(f"/runs/{fees}/pay").status_code == 404, name
    done = Run.objects.filter(kind="grid_worker_pay", org_code="jiaxi", period="2025-12").get()
    assert f"/runs/{done.pk}/pay" not in client_as(CASHIER).get(f"/runs/{done.pk}/").content.decode()


def test_the_api_does_the_same(town, fees):
    client, owed = client_as(CASHIER), open_of(fees)
    told = client.get(f"/api/runs/{fees}/pay").json()
    assert {each["line"]: each["open_fen"] for each in told["lines"]} == owed
    assert told["total_fen"] == sum(owed.values())
    first = min(owed)
    body = {"key": "api-1", "happened_on": str(DAY), "bank_ref": "A1", "seen": told["seen"]}

    def post(**more: Any) -> Any:
        whole = body | {"left": [{"line": first}]} | more
        return client.post(f"/api/runs/{fees}/pay", whole, content_type="application/json")

    assert post(left=[{"line": 10**9}]).json()["code"] == "settlement.not_in_list"
    drafted = RunLine.objects.get(pk=first).mark
    assert post(seen=drafted - 1).json()["code"] == "settlement.list_moved"
    assert post().json()["paid"] == len(owed) - 1
    assert post().json()["repeated"] is True
    assert post(left=[]).json()["code"] == "settlement.list_differs"
    assert post(key="api-2").json()["code"] == "settlement.list_moved"
    assert open_of(fees) == {first: owed[first]}


def test_a_list_that_is_none_is_refused(town, fees):
    done = Run.objects.filter(kind="grid_worker_pay", org_code="jiaxi", period="2025-12").get()
    for run, code in ((done.pk, "settlement.nothing_open"), (10**9, "settlement.no_such_run")):
        with pytest.raises(Refusal) as no:
            actions.pay_run(run, actions.WholeList(happened_on=DAY, bank_ref="B"), key="x", by=SYSTEM, on=DAY)
        assert no.value.code == code
    with pytest.raises(Refusal) as no:
        actions.pay_run(fees, actions.WholeList(happened_on=DAY, bank_ref=""), key="x", by=SYSTEM, on=DAY)
    assert no.value.code == "settlement.no_document"
    every = tuple(map(actions.LeftOut, open_of(fees)))
    nobody = actions.WholeList(happened_on=DAY, bank_ref="B", left=every)
    with pytest.raises(Refusal) as no:
        actions.pay_run(fees, nobody, key="x", by=SYSTEM, on=DAY)
    assert no.value.code == "settlement.empty_list"
