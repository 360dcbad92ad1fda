"""People changed by workbook (人员变更): looked at, entered as seen by the acts' rules, again nothing."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liancun.base import proof
from liancun.base.importing import changing, enter_seen, import_kind, import_sent
from liancun.base.importing.reports import recent
from liancun.base.models import AuditLine, ImportedRow, KeptReport
from liancun.base.versions import standing
from liancun.faces.cli.transfer import import_
from liancun.kernel import BadInput, Refusal
from liancun.rooms.registry import actions
from liancun.rooms.registry import models as m
from liancun.rooms.registry.queries import login_named
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)
ONE, TWO, THREE = (town.person_code(number) for number in (1, 2, 3))
LABELS = {column.name: column.label for column in import_kind("person_changes").columns}


@pytest.fixture(autouse=True)
def raised(db):
    town.raise_town()


def book(*rows):
    """A workbook with the columns that the rows speak of, and no others."""
    names = [name for name in LABELS if any(name in row for row in rows)]
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet("人员变更")
    for number, row in enumerate(({name: LABELS[name] for name in names}, *rows)):
        for at, name in enumerate(names):
            page.write(number, at, row.get(name, ""))
    made.close()
    return out.getvalue()


def by(login="town.town_clerk"):
    return town.viewer(login)


def send(*rows, login="town.town_clerk", **more):
    where = {"org_code": "town", "by": by(login), "on": DAY}
    return import_sent("person_changes", book(*rows), "变更.xlsx", **where, **more)


def look(*rows, **more):
    return send(*rows, dry_run=True, **more)


def faults(*rows, **more):
    with pytest.raises(BadInput) as bad:
        send(*rows, dry_run=not more, **more)
    return [(each.code, each.row) for each in bad.value.problems]


def person(code=ONE):
    return m.Person.objects.get(code=code)


def lines():
    return list(AuditLine.objects.order_by("mark").values_list("verb", "ref"))


def test_looked_at_then_entered_by_the_acts_and_a_second_time_nothing():
    before, was = lines(), person().phone
    rows = ({"party": ONE, "phone": "13900000001"}, {"party": TWO, "phone": person(TWO).phone or "清空"})
    seen = look(*rows)
    assert (seen.rows, seen.new, seen.same, seen.written) == (2, 1, 1, False)
    told = seen.changes[0]
    assert (told.row, told.subject, told.column, told.becomes) == (2, ONE, "电话", "139****0001")
    assert person().phone == was and lines() == before
    done = send(*rows, seen=seen.seen)
    assert done.written and person().phone == "13900000001"
    assert lines()[len(before) :] == [
        ("registry.correct_person", "import:person_changes"),
        ("registry.correct_person", f"person:{ONE}"),
    ]
    assert m.PersonHistory.objects.get(code=ONE).was == was
    again = send(*rows)
    assert (again.new, again.same, again.written, again.changes) == (0, 2, False, ())
    assert not ImportedRow.objects.filter(kind="person_changes").exists()
    assert [each for check in proof.CHECKS for each in check()] == []


def test_nothing_is_entered_that_was_not_looked_at():
    row = {"party": ONE, "phone": "13900000001"}
    with pytest.raises(Refusal, match=r"import\.look_first"):
        send(row)
    number = look(row).seen
    other = {"party": ONE, "phone": "13900000002"}
    assert faults(other, seen=number) == [("import.not_looked_at", 2)]
    assert faults(row, {"party": TWO, "phone": "13900000003"}, seen=number) == [("import.not_looked_at", 3)]
    for nobody in (number + 1, number):
        with pytest.raises(Refusal):
            import_sent(
                "person_changes", book(row), "x.xlsx", org_code="town", on=DAY, seen=nobody,
                by=by("town.town_clerk" if nobody != number else "jiaxi.accountant"),
            )  # fmt: skip
    assert person().phone != "13900000001"


def test_what_somebody_changed_in_between_is_told_and_nothing_is_entered():
    rows = ({"party": ONE, "phone": "13900000001"}, {"party": TWO, "phone": "13900000002"})
    number = look(*rows).seen
    town.do(actions.correct_person, TWO, by=by(), on=DAY, phone="13900000009")
    assert faults(*rows, seen=number) == [("import.changed_since", 3)]
    assert person(ONE).phone != "13900000001"
    with pytest.raises(BadInput):
        enter_seen(number, by=by(), on=DAY)
    town.do(actions.correct_person, TWO, by=by(), on=DAY, phone="13900000002")
    done = enter_seen(look(*rows).seen, by=by(), on=DAY)
    assert (done.written, done.new, done.same) == (True, 1, 1), "what is so already need not be changed"


def test_an_account_changes_by_its_own_act_on_a_document():
    account = town.account_number("X1")
    row = {"party": ONE, "bank": "农信社", "account": account, "start": "2025-06-01"}
    assert faults(row) == [("registry.needs_document", 2)]
    row |= {"document": "申请7"}
    seen = look(row)
    assert [(each.column, each.becomes) for each in seen.changes if each.column == "账号"] == [
        ("账号", f"尾号{account[-4:]}(遮住的几位不同)")
    ]
    before = len(lines())
    enter_seen(seen.seen, by=by(), on=DAY)
    assert [verb for verb, _ref in lines()[before:]] == ["registry.correct_person", "registry.set_account"]
    held = standing(m.PayeeAccount.objects.filter(party=ONE)).order_by("-start")
    assert (held[0].bank, held[0].account, held[0].start) == ("农信社", account, date(2025, 6, 1))
    assert look(row).changes == ()
    two = {"party": TWO, "bank": "农信社", "account": account, "document": "申请8"}
    assert faults(two) == [("registry.shared_account", 2)]
    assert faults(row | {"account": town.account_number("X2"), "start": "2025-05-01"}) == [
        ("registry.began_later", 2)
    ]


def test_the_day_and_the_document_are_looked_at_as_the_values_are():
    account, other = town.account_number("X1"), town.account_number("X2")
    row = {"party": ONE, "bank": "农信社", "account": account, "start": "2025-06-01", "document": "申请7"}
    seen = look(row)
    shown = {each.column: each.becomes for each in seen.changes}
    assert (shown["账户起"], shown["凭证文件"]) == ("2025-06-01", "申请7")
    for changed, column in (("start", "账户起"), ("document", "凭证文件")):
        with pytest.raises(BadInput) as bad:
            send(row | {changed: {"start": "2025-06-02", "document": "申请8"}[changed]}, seen=seen.seen)
        assert [(each.code, each.column) for each in bad.value.problems] == [("import.not_looked_at", column)]
    phone = {"party": TWO, "phone": "13900000001"}
    on_paper, on_none = look(phone | {"document": "证1"}).seen, look(phone).seen
    assert faults(phone, seen=on_paper) == [("import.not_looked_at", 2)]
    assert faults(phone | {"document": "证1"}, seen=on_none) == [("import.not_looked_at", 2)]
    assert send(row, seen=seen.seen).written
    only = look({"party": ONE, "account": other, "start": "2025-07-01", "document": "申请9"})
    assert [(each.column, each.was) for each in only.changes] == [
        ("账号", f"尾号{account[-4:]}"), ("账户起", "2025-06-01"), ("凭证文件", "")
    ]  # fmt: skip


def test_a_day_left_open_is_the_day_of_the_look():
    account = town.account_number("X1")
    row = {"party": ONE, "bank": "农信社", "account": account, "document": "申请7"}
    later = date(2025, 6, 9)
    first, second = look(row), look(row | {"party": TWO, "account": town.account_number("X2")})
    assert ("账户起", "2025-06-01") in {(each.column, each.becomes) for each in first.changes}
    assert enter_seen(first.seen, by=by(), on=later).written
    content = book(row | {"party": TWO, "account": town.account_number("X2")})
    where = {"org_code": "town", "by": by(), "on": later, "seen": second.seen}
    assert import_sent("person_changes", content, "变更.xlsx", **where).written
    for code in (ONE, TWO):
        held = standing(m.PayeeAccount.objects.filter(party=code)).order_by("-start")[0]
        assert (held.start, held.on) == (DAY, later), "it begins as it was seen, entered the day it was"


def test_a_bank_that_stays_is_looked_at_too():
    row = {"party": ONE, "account": town.account_number("X1"), "start": "2025-06-09", "document": "申请7"}
    before = standing(m.PayeeAccount.objects.filter(party=ONE)).order_by("-start").first()
    first = row | {"bank": "农信社"} if before is None else row
    send(first, seen=look(first).seen)
    other = row | {"account": town.account_number("X2"), "start": "2025-06-20"}
    seen = look(other).seen
    kept = standing(m.PayeeAccount.objects.filter(party=ONE)).order_by("-start")[0]
    moved = actions.Account(bank="工商银行", account=kept.account, start=date(2025, 6, 15), document="申请8")
    actions.set_account(ONE, moved, by=by(), on=DAY)
    assert {code for code, _row in faults(other, seen=seen)} == {"import.changed_since"}
    held = standing(m.PayeeAccount.objects.filter(party=ONE)).order_by("-start")[0]
    assert (held.bank, held.account) == ("工商银行", kept.account)


def test_what_changes_where_it_is_masked_says_so():
    first = look({"party": ONE, "phone": "13900000001"})
    assert "遮住" not in first.changes[0].becomes
    enter_seen(first.seen, by=by(), on=DAY)
    (change,) = look({"party": ONE, "phone": "13911110001"}).changes
    assert (change.was, change.becomes) == ("139****0001", "139****0001(遮住的几位不同)")


def test_what_goes_along_does_not_count_as_a_value(monkeypatch):
    monkeypatch.setattr(changing, "CHANGES_MOST", 2)
    rows = [
        {"party": code, "phone": f"1390000000{code[-1]}", "document": "证1"} for code in (ONE, TWO, THREE)
    ]
    assert look(*rows[:2]).new == 2
    assert faults(*rows) == [("import.too_many_changes", 4)]


def test_an_empty_cell_changes_nothing_and_a_word_takes_off():
    seen = look({"party": ONE, "phone": "13900000001"}, {"party": TWO, "phone": ""})
    assert {each.subject for each in seen.changes} == {ONE}
    enter_seen(seen.seen, by=by(), on=DAY)
    rows = ({"party": ONE, "phone": "清空", "new_id": "清空", "document": "证1"},)
    seen = look(*rows)
    assert [(each.column, each.becomes) for each in seen.changes] == [
        ("电话", "清空"), ("身份证号", "清空"), ("凭证文件", "证1")
    ]  # fmt: skip
    enter_seen(seen.seen, by=by(), on=DAY)
    assert (person().phone, person().id_number, person().id_index) == ("", "", None)
    assert ("import.cannot_clear", 2) in faults({"party": ONE, "new_name": "清空", "document": "证1"})
    assert ("import.cannot_clear", 2) in faults(
        {"party": ONE, "bank": "清空", "account": town.account_number("X"), "document": "证1"}
    )


def test_whoever_is_meant_is_one_person_whatever_they_are_called_by():
    town.do(actions.correct_person, ONE, by=by(), on=DAY, name="欧阳春", document="户口簿")
    one, two = person(ONE), person(TWO)
    phone = {"phone": "13900000001"}
    assert look({"id_number": one.id_number, **phone}).changes[0].subject == ONE
    assert look({"name": one.name, **phone}).changes[0].subject == ONE
    assert look({"party": ONE, "name": one.name, "id_number": one.id_number, **phone}).new == 1
    assert faults({"party": ONE, "name": two.name, **phone}) == [("registry.somebody_else", 2)]
    assert faults({"party": ONE, "id_number": two.id_number, **phone}) == [("registry.somebody_else", 2)]
    assert faults({"party": "P9", **phone}, {"name": "无此人", **phone}) == [
        ("registry.nobody_so", 2), ("registry.nobody_so", 3)
    ]  # fmt: skip
    assert faults({"party": "", **phone}) == [("registry.nobody_named", 2)]
    assert faults({"party": ONE, **phone}, {"name": one.name, "phone": "13900000002"}) == [
        ("registry.changed_twice", 3)
    ]
    town.do(actions.correct_person, TWO, by=by(), on=DAY, name=one.name, document="户口簿")
    assert faults({"name": one.name, **phone}) == [("registry.several_so", 2)]


def test_the_card_stays_sound():
    born = date(1970, 1, 2)
    number = town.id_number(born, 901)
    assert faults({"party": ONE, "new_id": number, "document": "证1"}) == [("registry.id_other_birth", 2)]
    assert faults({"party": ONE, "new_id": person(TWO).id_number, "born_on": str(person(TWO).born_on),
                   "document": "证1"}) == [("registry.id_taken", 2)]  # fmt: skip
    twice = [
        {"party": code, "new_id": number, "born_on": str(born), "document": "证1"} for code in (ONE, TWO)
    ]
    assert faults(*twice) == [("registry.id_taken", 2), ("registry.id_taken", 3)]
    seen = look(twice[0] | {"new_name": "欧阳 夏", "sex": "女"})
    enter_seen(seen.seen, by=by(), on=DAY)
    assert (person().name, person().sex, person().born_on) == ("欧阳夏", "f", born)
    assert person().id_number == number


@pytest.mark.parametrize("login", ["jiaxi.accountant", "head.accountant", "home1"])
def test_only_who_may_change_a_person_may_change_many(login):
    with pytest.raises(Refusal):
        look({"party": ONE, "phone": "13900000001"}, login=login)
    number = look({"party": ONE, "phone": "13900000001"}).seen
    with pytest.raises(Refusal):
        enter_seen(number, by=by(login), on=DAY)


def test_a_look_is_no_report_and_its_number_opens_none():
    client = Client()
    client.force_login(login_named("town.town_clerk"))
    file = SimpleUploadedFile("变更.xlsx", book({"party": ONE, "phone": "13900000001"}))
    page = client.post("/import/", {"choice": "person_changes/town", "file": file})
    text = page.content.decode()
    assert "139****0001" in text and "照此写入" in text and "这是试算" in text
    assert person().phone != "13900000001", "sent without a trial, it is looked at all the same"
    number = KeptReport.objects.get().pk
    assert recent(by()) == [] and client.get(f"/import/reports/{number}/").status_code == 404
    stranger = Client()
    stranger.force_login(login_named("jiaxi.accountant"))
    assert stranger.post(f"/import/looks/{number}/enter").status_code == 404
    answer = client.post(f"/import/looks/{number}/enter", follow=True).content.decode()
    assert "改了 1 行" in answer and person().phone == "13900000001"
    assert "没有要改的" in client.post(f"/import/looks/{number}/enter", follow=True).content.decode()


def test_a_program_and_a_command_look_and_enter(tmp_path, monkeypatch, capsys):
    client = Client()
    client.force_login(login_named("town.town_clerk"))
    row = {"party": ONE, "phone": "13900000001"}

    def posted(query):
        return client.post(
            f"/api/import/person_changes/town?{query}", {"file": SimpleUploadedFile("x.xlsx", book(row))}
        )

    assert posted("").json()["code"] == "import.look_first"
    seen = posted("dry_run=true").json()
    assert seen["changes"][0]["becomes"] == "139****0001"
    assert posted(f"seen={seen['seen']}").json()["written"]
    monkeypatch.setenv("LIANCUN_AS", "town.town_clerk")
    path = tmp_path / "变更.xlsx"
    path.write_bytes(book({"party": ONE, "phone": "13900000002"}))
    import_("person_changes", path, dry_run=True)
    said = capsys.readouterr().out
    assert "139****0001\t139****0002" in said and "--seen " in said
    import_("person_changes", path, seen=int(said.rsplit("--seen ", 1)[1]))
    assert "已写入" in capsys.readouterr().out and person().phone == "13900000002"
