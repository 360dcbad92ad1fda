"""Words of the outcomes (成效)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "outcomes.figure": _("{label}:{definition}"),
}
