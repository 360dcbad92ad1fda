"""The pages in a real browser (浏览器): each at both widths, and a month's pay from draft to bank."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from liancun.base import clock
from liancun.base.importing import import_kind, write_rows
from liancun.base.permits import SYSTEM
from liancun.faces.web import paying
from liancun.kernel.quantities import format_yuan
from liancun.rooms.ledger import queries as queries_of_books
from liancun.rooms.notices.models import Objection
from liancun.rooms.settlement import queries
from liancun.rooms.settlement.models import Payment, Run, RunLine
from tests.conftest import client_as
from tests.test_walk import addresses, routes, targets

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.only_on("sqlite3", "a browser sees no database"),
]

WIDTHS = (1440, 390)
ROLES = ("", "town.leader", "jiaxi.accountant", "jiaxi.weigher", "home1")
DRAWN = "[data-chart], #map, #operations"
"""What a script draws for the width there is: such a page is loaded at each, any other only laid out anew."""
FAULTS = """() => {
  const found = [];
  const part = (each) => each.outerHTML.slice(0, 90);
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push("wider than the window");
  if (document.querySelectorAll("h1").length != 1) found.push("not one h1");
  if (!document.title.trim()) found.push("no title");
  for (const each of document.querySelectorAll("input:not([type=hidden]),select,textarea"))
    if (!each.labels?.length && !each.ariaLabel && !each.title) found.push("unnamed " + part(each));
  for (const each of document.querySelectorAll("button,a[href]"))
    if (!(each.textContent.trim() || each.ariaLabel || each.querySelector("img[alt]")))
      found.push("empty " + part(each));
  for (const each of document.querySelectorAll("img:not([alt])")) found.push("no alt " + each.src);
  for (const each of document.querySelectorAll("td.num"))
    if (width > 800 && getComputedStyle(each).textAlign != "right")
      found.push("a number not at the right: " + each.innerText);
  const least = width < 576 ? 16 : 14, apart = "svg,canvas,script,style,.maplibregl-ctrl,.visually-hidden";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const each = text.parentElement;
    const shown = each.checkVisibility({visibilityProperty: true});
    if (!text.data.trim() || each.closest(apart) || !shown) continue;
    if (parseFloat(getComputedStyle(each).fontSize) < least)
      found.push("letters too small " + part(each));
  }
  const said = document.querySelector("main").innerText;
  if (/undefined|None|\\{\\{|&lt;|Traceback/.test(said)) found.push("a raw value");
  return found;
}"""

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
BARRIERS = """(contrast) => axe.run({
  resultTypes: ["violations"], rules: {"color-contrast": {enabled: contrast}},
}).then((result) => result.violations
  .filter((each) => ["serious", "critical"].includes(each.impact))
  .map((each) => each.id + ": " + each.nodes[0].html.slice(0, 120)))"""
"""What axe-core calls serious or critical; the colours are the same at both widths."""


def enter(page: Any, login: str) -> None:
    """The page is that person's, by the demo's own buttons; "" is nobody's."""
    page.context.clear_cookies()
    if login:
        page.goto("/login")
        page.click(f"button[name=name][value='{login}']")


def filled(part: Any, title: str, **given: str) -> None:
    """A derived form in a part of a page is opened and sent with these fields."""
    form = part.locator("details.lc-form", has_text=title)
    form.locator("summary").click()
    for name, value in given.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    with form.page.expect_navigation():
        form.get_by_role("button").click()


def shown(login: str, known: dict[str, list[str]]) -> list[str]:
    """The addresses of pages that this person may read."""
    client, found = client_as(login), []
    for route in routes():
        if route.method == "GET" and not route.address.startswith("/api/"):
            for address in addresses(route, known):
                answer = client.get(address)
                if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
                    found.append(address)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits_and_is_named_at_both_widths(own_town, page, role):
    pages, faults = shown(role, targets()), []
    assert len(pages) > 5
    enter(page, role)
    for address in pages:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if width == WIDTHS[0] or page.locator(DRAWN).count():
                assert page.goto(address).status == 200, address
                page.evaluate(AXE)
            assert page.evaluate("innerWidth") == width
            found = [*page.evaluate(FAULTS), *page.evaluate(BARRIERS, width == WIDTHS[0])]
            faults += [(width, address, fault) for fault in found]
    assert not faults, "\n".join(f"{width} {address}: {fault}" for width, address, fault in faults)


def test_the_cockpit_draws_its_charts_and_map(own_town, page):
    """Every chart is there with its bars, a village's name leads into it, a plot opens its page."""
    enter(page, "town.leader")
    page.goto("/cockpit/")
    page.wait_for_selector("#map[data-ready=yes]")
    assert page.locator("[data-chart]").count() == page.locator("[data-chart] svg").count() >= 4
    assert page.locator(".lc-place").count() == 2
    page.select_option("#map-by", "crop")
    assert "刺梨" in page.inner_text("#map-legend")
    page.locator(".lc-place", has_text="贾西村").click()
    page.wait_for_selector(".maplibregl-canvas")
    page.locator("summary", has_text="看数字").first.click()
    page.locator("details[open] td a").first.click()
    assert page.locator("h1").count() == 1 and "/labour/" in page.url


def test_without_webgl_the_cockpit_says_so(own_town, page):
    """The tables stand where the map cannot be drawn."""
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    enter(page, "town.leader")
    page.goto("/cockpit/")
    page.wait_for_selector(".lc-plotmap-none")
    assert "画不了地图" in page.inner_text("#map")
    page.errors[:] = [each for each in page.errors if "WebGL" not in each]


def test_a_months_pay_by_its_roles(own_town, page):
    """Draft, check, publish, post the paper, object, answer, confirm, book, pay: each by who may."""
    page.on("dialog", lambda dialog: dialog.accept())
    clock.set_demo_day(date(2026, 3, 2))
    enter(page, "jiaxi.accountant")
    page.goto("/orgs/jiaxi/settlement/runs/")
    draft = page.locator("#settlement-draft_run")
    draft.locator("summary").click()
    draft.locator("select[name=kind]").select_option("grid_worker_pay")
    draft.locator("input[name=period]").fill("2026-02")
    draft.get_by_role("button").click()
    page.get_by_text("已生成草稿").wait_for()
    run = Run.objects.get(kind="grid_worker_pay", org_code="jiaxi", period="2026-02")
    line = RunLine.objects.filter(run=run).earliest("pk")

    def act(login: str, label: str) -> None:
        enter(page, login)
        page.goto(f"/runs/{run.pk}/")
        with page.expect_navigation():
            page.get_by_role("button", name=label, exact=True).click()

    act("jiaxi.supervisor", "复核")
    act("jiaxi.secretary", "公示")
    notice = page.get_by_role("link", name="打开公示")
    notice.click()
    filled(page.locator("main"), "登记张贴", place="村务公开栏")

    enter(page, "jiaxi.grid1")
    page.goto(f"/lines/{line.pk}/")
    page.get_by_role("link", name="提异议").click()
    form = page.locator("#objection")
    assert form.locator("[name=line]").input_value() == "1"
    form.locator("select[name=direction]").select_option("more")
    form.locator("[name=text]").fill("有一户评晚了不是我的责任")
    with page.expect_navigation():
        form.get_by_role("button").click()
    assert Objection.objects.filter(line_ref=f"line:{line.pk}").exists()

    enter(page, "jiaxi.supervisor")
    page.goto("/desk/")
    said = page.locator(".card-body", has_text="有一户评晚了不是我的责任")
    filled(said, "答复异议", outcome="不成立", evidence="评分记录")

    clock.set_demo_day(date(2026, 3, 20))
    act("jiaxi.secretary", "确认")
    act("jiaxi.accountant", "入账")
    assert "已入账" in page.inner_text("main")
    pay(page, run)


def pay(page: Any, run: Run) -> None:
    """The cashier brings in the bank's answers: once with a fault, then right."""
    spec = import_kind("payments")
    due = RunLine.objects.filter(run=run).values_list("pk", "amount_fen")
    rows: list[dict[str, Any]] = [
        {
            "line": pk,
            "amount_fen": fen,
            "happened_on": date(2026, 3, 20),
            "money_account": "102",
            "bank_ref": f"B{pk}",
        }
        for pk, fen in due
    ]
    enter(page, "jiaxi.cashier")
    for wrong in (True, False):
        page.goto("/import/")
        page.select_option("select[name=choice]", "payments/jiaxi")
        whole = [{**row, "result": "paid", "amount_fen": row["amount_fen"] + wrong} for row in rows]
        file = {
            "name": "回单.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": write_rows(spec, whole),
        }
        page.set_input_files("input[name=file]", file)
        page.uncheck("input[name=dry_run]")
        page.get_by_role("button", name="开始").click()
        page.wait_for_load_state()
        assert ("什么都没有写入" in page.inner_text("main")) is wrong
        assert Payment.objects.filter(line__run=run).exists() is not wrong
    page.errors[:] = [each for each in page.errors if "400" not in each]
    page.goto(f"/runs/{run.pk}/")
    assert "0.00" in page.locator(".lc-stat", has_text="待付").inner_text()


def test_a_whole_list_is_paid_in_one_act(own_town, page, monkeypatch):
    """The desk leads there; the total follows the ticks over the pages; all but the exception is recorded."""
    monkeypatch.setattr(paying, "ROWS", 3)
    run = Run.objects.get(kind="refuse_fee", org_code="jiaxi", period="2025").pk

    def owed() -> dict[int, int]:
        return queries.pay_list(SYSTEM, run, on=clock.today()).open_fen

    def shown() -> str:
        return page.locator("[data-ticked]").inner_text() + " " + page.locator("[data-sum]").inner_text()

    lines = owed()
    asked: list[str] = []
    first, rest = min(lines), sum(lines.values()) - lines[min(lines)]

    def accept(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", accept)
    enter(page, "jiaxi.cashier")
    page.goto("/desk/")
    page.locator(f"a[href='/runs/{run}/pay']").click()
    assert shown() == f"{len(lines)} {format_yuan(sum(lines.values()))}"
    page.uncheck(f"#line-{first}")
    page.fill(f"input[name=why-{first}]", "不在家")
    assert shown() == f"{len(lines) - 1} {format_yuan(rest)}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(FAULTS) == []
    page.get_by_role("button", name="下一页").click()
    page.wait_for_selector(f"#line-{sorted(lines)[3]}")
    assert shown() == f"{len(lines) - 1} {format_yuan(rest)}" and not asked
    page.fill("input[name=bank_ref]", "20260212-1")
    page.get_by_role("button", name="登记:勾选的都收到了").click()
    page.wait_for_url(f"**/runs/{run}/")
    assert len(asked) == 1 and f"已登记 {len(lines) - 1} 笔" in page.inner_text("main")
    assert owed() == {first: lines[first]}
    assert Payment.objects.get(line=first, state="failed").failure == "不在家"


def test_a_voucher_of_five_lines_by_keyboard_alone(own_town, page):
    """Accounts by letters, name and code, Enter from field to field, one key for what is missing, posted."""
    page.on("dialog", lambda each: each.accept())
    enter(page, "head.accountant")
    page.goto("/books/head/new")
    keys = page.keyboard
    page.focus("[name=papers]")
    keys.type("3")
    keys.press("Enter")
    keys.type("付二月费用")
    for _more in range(2):
        keys.press("Enter")
    lines = (("glfy", "30"), ("经营支出", "20.50"), ("524", "9"), ("5", "1"))
    for number, (said, amount) in enumerate(lines, 1):
        assert page.evaluate("document.activeElement.name") == f"account_{number}"
        keys.type(said)
        page.wait_for_selector("#voucher-offers li")
        keys.press("Enter")
        assert page.evaluate("document.activeElement.name") == f"debit_fen_{number}"
        keys.type(amount)
        keys.press("Enter")
    keys.type("yhck")
    page.wait_for_selector("#voucher-offers li")
    keys.press("Enter")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.name") == "credit_fen_5"
    keys.press("=")
    assert page.input_value("[name=credit_fen_5]") == "60.50"
    assert "借贷相等" in page.inner_text("[data-off]")
    page.locator("[data-stands]", has_text="记后余额").nth(4).wait_for()
    with page.expect_navigation():
        keys.press("Control+Enter")
    entry = queries_of_books.entry_page(SYSTEM, "head", limit=1).rows[0]
    assert (entry.summary, entry.total_fen, entry.papers) == ("付二月费用", 6_050, 3)
    assert [line.account for line in entry.lines] == ["523", "521", "524", "501", "102"]
