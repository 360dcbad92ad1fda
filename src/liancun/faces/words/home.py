"""Wording of a household's year (我家用语)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "home.land": _("{plots} 块地,实测 {area_centimu},入了股或出租"),
    "home.work": _("在总社和园区做工 {days} 天"),
    "home.trade": _("交售 {weight_g},值 {value_fen}"),
    "home.capital": _("在总社出资 {contribution_fen}"),
    "home.points": _("清洁庭院评了 {months} 个月,一共 {points} 分"),
}
