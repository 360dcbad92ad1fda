"""Words of the outcomes (成效)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "outcomes.figure": _("{label}:{definition}"),
    "outcomes.own_income": _("{year}年各村集体自身收入,到{upto}共{total_fen}"),
    "outcomes.own_income_since": _("村集体的账从{since}建起,在这以前没有数,比不了增长"),
    "fact.collectives": _("各村集体"),
}
