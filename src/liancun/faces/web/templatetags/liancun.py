"""How quantities and reasons look on a page (显示)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.translation import gettext as _

from liancun.base import charters, clock, references
from liancun.base.lists import list_of
from liancun.base.offers import offer_of
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces import words as wording
from liancun.faces.fields import with_unit
from liancun.faces.request import Request
from liancun.faces.tables import table_of_rows
from liancun.faces.web.acts import form_of, undecided
from liancun.faces.web.lists import ListTable, first_rows, tabs_of
from liancun.faces.web.places import where
from liancun.faces.words import all_words, fault_said, rows_said, worded
from liancun.kernel import Alike, Problem, Reason
from liancun.kernel.fields import Quantity, Thousandths, fields_of, taken
from liancun.kernel.quantities import format_scaled, format_share, format_yuan
from liancun.rooms.labour import queries as labour
from liancun.rooms.labour.rules.wages import MEASURES
from liancun.rooms.ledger import queries as ledger
from liancun.rooms.production import queries as production
from liancun.rooms.registry.queries import staff_names
from liancun.rooms.settlement.queries.columns import STATE

register = template.Library()
WORK = Quantity("", kinds=MEASURES)


@register.filter
def yuan(amount_fen: int | None) -> str:
    """Fen as yuan, two decimals; nothing for None."""
    return "" if amount_fen is None else format_yuan(amount_fen)


@register.filter
def mu(area_centimu: int | None) -> str:
    """Hundredths of a mu as mu, two decimals; nothing for None."""
    return "" if area_centimu is None else format_scaled(area_centimu, 100, 2)


@register.filter
def kg(weight_g: int | None) -> str:
    """Grams as kilograms, three decimals."""
    return "" if weight_g is None else format_scaled(weight_g, 1000, 3)


@register.filter
def words(reason: Reason | Problem) -> str:
    """A reason, refusal or problem in the reader's language."""
    return worded(reason)


@register.filter
def said_of(fault: Alike) -> str:
    """What is wrong, once for all its rows."""
    return fault_said(fault)


@register.filter
def doubt_of(fault: Alike) -> str:
    """The pair that is to be decided before rows go in, as a reference; '' where none is."""
    key = dict(fault.first.params).get("doubt", "")
    return f"doubt:{key}" if key else ""


@register.filter
def rows_told(rows: Sequence[int]) -> str:
    """Numbers of rows: "3、5–8"."""
    return rows_said(rows)


@register.filter
def kind_of_ref(ref: str) -> str:
    """The kind in a reference "run:12"."""
    return ref.partition(":")[0]


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's address query with some parameters changed; None drops one."""
    request: Request = context["request"]
    params = {**request.GET.dict(), **changes}
    return "?" + urlencode({k: v for k, v in params.items() if v not in (None, "")})


@register.filter
def get(table: Any, key: Any) -> Any:
    """A value of a table by key, '' where it has none."""
    return table.get(key, "") if hasattr(table, "get") else ""


@register.filter
def fact_value(value: Any, name: str) -> str:
    """A fact as people read it, by its name's unit; an accounting line is in fen."""
    return wording.fact_value(name, value)


@register.filter
def kind_name(kind: str) -> str:
    """A kind of money in words."""
    return str(all_words().get(f"kind.{kind}", kind))


@register.filter
def coded(code: str, of: str) -> str:
    """A code of some kind in words."""
    return wording.coded(of, code)


@register.filter
def said(text: str) -> str:
    """A title or a kind's name in the reader's language, where our wording has it; else as it was written."""
    return wording.called(str(text)) if text else ""


@register.filter
def part_name(part: str) -> str:
    """A part of a divided pot in words; a supplement names its period."""
    return wording.part_name(part)


@register.filter
def ref_number(ref: str) -> str:
    """The number in a reference "entry:12"."""
    return ref.partition(":")[2]


@register.filter
def clause_title(clause: str) -> str:
    """A clause id as people read it: the decision's title and its first day."""
    found = charters.current().find(clause) or charters.block_named(clause)
    if found is None:
        return clause
    decision, block = found
    return _("{title}(自{start}起)").format(title=said(decision.title), start=block.start)


@register.filter
def kilos(weight_g: int | None) -> str:
    """Grams as kilograms as a scale reads: one decimal, or three where it is finer."""
    if weight_g is None:
        return ""
    return format_scaled(weight_g // 100, 10, 1) if weight_g % 100 == 0 else format_scaled(weight_g, 1000, 3)


@register.filter
def share(value: Any) -> str:
    """A rate as a percentage where that is exact."""
    return format_share(value)


@register.filter
def clause_words(name: str, kind: str) -> str:
    """A charter's choice in words: `base`, `by`, `state`."""
    word = all_words().get(f"{kind}.{name}")
    return str(word) if word else name


@register.filter
def code_words(code: str) -> str:
    """A code without parameters in words: the name of a step."""
    return worded(Reason.of(code))


@register.filter
def amount_of_work(quantity: int, measure: str) -> str:
    """A quantity of work as people write it, without its unit: 1, 0.5, 213.4."""
    return WORK.kind(measure).text(quantity)


@register.filter
def unit_of_work(measure: str) -> str:
    """The unit of a measure of work: 天, 小时, 公斤, or that of its pieces."""
    kind = WORK.kind(measure)
    return _(kind.of if isinstance(kind, Thousandths) else kind.unit)


register.filter("where", where)


@register.simple_tag(takes_context=True)
def whose(context: dict[str, Any], login: str) -> str:
    """The name of who is behind a login or a person's code."""
    return staff_names(context["request"].viewer, [login])[login] if login else ""


@register.inclusion_tag("web/_act.html", takes_context=True)
def act_form(
    context: dict[str, Any],
    verb: str,
    place: str,
    org_code: str = "",
    village_code: str = "",
    without: str = "",
    opened: bool = False,
    **known: Any,
) -> dict[str, Any]:
    """The form of an act for an organisation or a subject, where it serves the viewer; nothing elsewhere.

    Whose a subject is its trace says, unless the page knows. `without` names fields not for this reader;
    `opened` is for a page that was opened to fill it in.
    """
    request: Any = context["request"]
    offer, place = offer_of(*verb.split(".", 1)), str(place)
    if offer.subject is not None and not org_code:
        trace = references.resolve(request.viewer, f"{offer.of}:{place}")
        org_code, village_code = trace.org_code, trace.village_code
    org_code = org_code or place
    if not offer.serves(request.viewer, org_code, village_code):
        return {"form": None}
    back = request.get_full_path()
    viewer = request.viewer
    if no := undecided(offer, viewer, org_code):
        return {"form": None, "title": _(offer.title), "undecided": worded(no.reason)}
    form = form_of(offer, place, viewer, org_code, back=back, known=known, without=without, opened=opened)
    return {"form": form, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/_list.html")
def rows_table(rows: Any, empty: str = "") -> dict[str, Any]:
    """All of some rows, by the fields of their dataclass."""
    return {"list": ListTable(table_of_rows(rows), empty=empty or _("没有符合的记录"), brief=True)}


@register.inclusion_tag("web/_facts.html")
def record_facts(row: Any, names: str = "") -> dict[str, Any]:
    """The fields of a record that say something, or those named, one below the other."""
    wanted = names.split()
    specs = [spec for spec in fields_of(row) if not wanted or spec.name in wanted]
    values = taken(row)
    known = [(_(spec.field.label), with_unit(spec.field, values[spec.name], row)) for spec in specs]
    return {"facts": [(label, text) for label, text in known if text]}


@register.inclusion_tag("web/_list.html", takes_context=True)
def list_table(
    context: dict[str, Any], name: str, org_code: str, limit: int = 10, **asked: Any
) -> dict[str, Any]:
    """The first rows of a list."""
    request: Any = context["request"]
    return {"list": first_rows(list_of(*name.split(".", 1)), request.viewer, org_code, limit, **asked)}


@register.inclusion_tag("web/_alarm.html", takes_context=True)
def pay_day_alarm(context: dict[str, Any], org_code: str, month: str = "") -> dict[str, Any]:
    """What is missing before the pay day of a month, or of the one that comes next."""
    request: Request = context["request"]
    return {"alarm": labour.pay_day_alarm(request.viewer, org_code, on=clock.today(), month=month)}


@register.inclusion_tag("web/_field_waits.html", takes_context=True)
def field_alarm(context: dict[str, Any], org_code: str) -> dict[str, Any]:
    """What waits in the fields: plantings to put right, rounds to repeat."""
    request: Request = context["request"]
    return {"found": production.overview(request.viewer, org_code, on=clock.today()), "org_code": org_code}


@register.filter
def sees_pay(org_code: str, viewer: Viewer) -> bool:
    """Whether pay lists are the viewer's business."""
    return labour.may_see(viewer, org_code)


@register.simple_tag(takes_context=True)
def book_of(context: dict[str, Any], org_code: str) -> dict[str, bool]:
    """What there is beside the lists of an organisation's book, and what the viewer may do there."""
    request: Any = context["request"]
    kept = ledger.books(request.viewer, org_code)
    return {
        "none": not kept,
        "statements": any(each.chart_code == "cooperative" for each in kept),
        "posts": bool(kept) and permitted(request.viewer, "ledger.post_entry", org_code),
    }


@register.filter
def run_state(state: str) -> str:
    """Where a run or a line stands, in words."""
    return _(STATE.text(state))


@register.filter
def column(row: Any, name: str) -> str:
    """One field of a row in words, with its unit."""
    spec = next(spec for spec in fields_of(row) if spec.name == name)
    return with_unit(spec.field, getattr(row, name), row)


@register.simple_tag(takes_context=True)
def list_tabs(context: dict[str, Any], room: str, org_code: str) -> list[tuple[str, str, str]]:
    """The lists of a room that serve the viewer at an organisation: (name, title, address)."""
    request: Any = context["request"]
    return tabs_of(room, request.viewer, org_code)
