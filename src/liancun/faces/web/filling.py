"""Forms on pages (网页填报): which a viewer may fill in, as first shown or as sent."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.forms import Form, Tried, form_of, was_sent
from liancun.faces.people import Doing


def forms_of(
    doings: Mapping[str, Doing],
    known: Mapping[str, Any],
    sent: Tried | None,
    viewer: Viewer,
    org_code: str,
    village_code: str = "",
    without: Iterable[str] = (),
) -> list[Form]:
    """The forms of the acts a viewer may do here, but for those that make no sense now."""
    left_out = set(without)
    return [
        form_of(name, each.columns, known, sent, gettext(each.title), gettext(each.ask) if each.ask else "")
        for name, each in doings.items()
        if was_sent(sent, name)
        or (name not in left_out and permitted(viewer, each.verb, org_code, village_code))
    ]
