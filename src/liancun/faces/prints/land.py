"""Land on paper (土地打印): a village's list of plots, a contract with its plots and every item."""

from datetime import date

from django.utils.translation import gettext as _

from liancun.faces.prints.listing import LINES_ACROSS, Column, PrintedList, as_pdf
from liancun.kernel import Refusal
from liancun.kernel.quantities import format_scaled, format_yuan
from liancun.rooms.land.queries import ContractCard, PlotPage, paying_area
from liancun.rooms.registry.queries import org_name

COLLECTIVE = "O:"
AREA_NAMES = {"measured": "实测面积", "registered": "确权面积", "contract": "承包面积"}


LONG_BOUNDARY = 10
"""Characters of a boundary that stand in one line."""


def mu(area_centimu: int) -> str:
    """Hundredths of a mu as mu."""
    return format_scaled(area_centimu, 100, 2)


def _folded(boundary: str) -> str:
    """A long boundary in two lines, parted at the comma nearest its middle: 东至路,南至沟 / 西至坎,北至林."""
    places = [at for at, sign in enumerate(boundary) if sign in ",,;;、"]
    if len(boundary) <= LONG_BOUNDARY or not places:
        return boundary
    middle = min(places, key=lambda at: abs(2 * at - len(boundary)))
    return f"{boundary[:middle]}\n{boundary[middle + 1 :]}"


PRINTED = 4_000
"""Plots on one printed list: a village's. More take longer than a page may be waited for."""


def land_print(page: PlotPage, org_code: str, *, on: date) -> bytes:
    """The land list: three areas side by side; what is added up page by page is the area that pays."""
    if page.total > PRINTED:
        raise Refusal("land.too_many_to_print", plots=page.total, most=PRINTED)
    pays_by = paying_area(org_code, on=on)
    orgs = {row.org_code for row in page.rows}
    issuer = org_name(orgs.pop()) if len(orgs) == 1 else org_name(org_code)
    villages = {row.village for row in page.rows}
    place = villages.pop() if len(villages) == 1 else ""
    areas = page.areas
    return as_pdf(
        PrintedList(
            title=f"{place}土地台账" if place else _("土地台账"),
            issuer=issuer,
            period=_("截至 {day}").format(day=on),
            columns=(
                Column(_("地块编码"), "center", 9),
                Column(_("地块名称"), "left", 7),
                Column(_("承包方"), "left", 5),
                Column(_("地类"), "center", 6),
                Column(_("坡度"), "right", 3),
                Column(_("等级"), "center", 3),
                Column(_("四至"), "left", 9),
                Column(_("承包(亩)"), "right", 5),
                Column(_("确权(亩)"), "right", 5),
                Column(_("实测(亩)"), "right", 5),
                Column(_("流转合同"), "left", 6),
            ),
            rows=[
                (
                    row.code,
                    row.name,
                    _("村集体") if row.holder.startswith(COLLECTIVE) else row.holder_name or row.holder,
                    _(row.class_name),
                    f"{row.slope_deg}°",
                    row.grade,
                    _folded(row.boundary),
                    mu(row.contract_centimu),
                    mu(row.registered_centimu),
                    mu(row.measured_centimu),
                    "\n".join(each.number for each in row.contracts),
                )
                for row in page.rows
            ],
            amounts_fen=[getattr(row, f"{pays_by}_centimu") for row in page.rows],
            unit=_("亩"),
            total_label=_("合计") + _(AREA_NAMES[pays_by]),
            note=_("小计、累计和合计按章程规定的计酬面积({area})。").format(area=_(AREA_NAMES[pays_by])),
            facts=(
                (_("承包面积合计"), _("{mu}亩").format(mu=mu(areas.contract_centimu))),
                (_("确权面积合计"), _("{mu}亩").format(mu=mu(areas.registered_centimu))),
                (_("实测面积合计"), _("{mu}亩").format(mu=mu(areas.measured_centimu))),
            ),
            printed_on=str(on),
            landscape=True,
            lines_a_page=LINES_ACROSS,
        )
    )


TITLES = {"shares": "土地经营权入股合同", "lease": "土地经营权出租合同", "second": "林下套种土地使用合同"}


def _party(name: str, home: str) -> str:
    """A party by name and address, as the law asks; what the registry has not is written in by hand."""
    return _("{name},住所:{home}").format(name=name, home=home or "________________")


def contract_print(card: ContractCard, address: str, *, on: date) -> bytes:
    """A contract: its plots as a table, below them every item of 农村土地承包法第四十条, and who signs."""
    row = card.row
    facts = [
        (_("甲方(流出方)"), _party(row.giver_name, card.giver_home)),
        (_("乙方(受让方)"), _party(row.taker_name, card.taker_home)),
        (_("付款方"), row.payer_name),
        (_("期限"), f"{row.start} {_('至')} {row.end}"),
        (_("用途"), card.use),
        (_("价款"), _("每亩每年 {yuan} 元").format(yuan=format_yuan(row.rate_fen))),
        (_("支付"), _("每年 {day} 前付清").format(day=card.pay_by)),
        (_("权利和义务"), card.rights),
        (_("征收补偿归属"), card.compensation),
        (_("违约责任"), card.breach),
        (_("签订日"), str(row.signed_on)),
        (_("合同文本"), card.document),
    ]
    if row.filed_on:
        facts.append((_("发包方备案"), f"{row.filed_on} {card.filing_document}"))
    if card.ended_on:
        facts.append((_("终止"), f"{card.ended_on} {card.reason_name} {card.ending_document}"))
    return as_pdf(
        PrintedList(
            title=_(TITLES.get(row.form, "土地经营权流转合同")),
            issuer=row.taker_name,
            period=f"{row.start} – {row.last}",
            columns=(
                Column(_("地块编码"), "center", 4),
                Column(_("地块名称"), "left", 3),
                Column(_("四至"), "left", 5),
                Column(_("地类"), "center", 2),
                Column(_("等级"), "center", 1),
                Column(_("面积(亩)"), "right", 2),
            ),
            rows=[
                (
                    each.code,
                    each.name,
                    each.boundary,
                    _(each.class_name),
                    each.grade,
                    mu(each.signed_centimu),
                )
                for each in card.plots
            ],
            amounts_fen=[each.signed_centimu for each in card.plots],
            unit=_("亩"),
            number=row.number,
            address=address,
            signers=(_("甲方"), _("乙方"), _("发包方")),
            printed_on=str(on),
            facts=tuple((name, value) for name, value in facts if value),
        )
    )
