"""Who may read what burdens a household (谁能看困难和原因): the people of its own lists, and itself."""

from datetime import date

from django.db.models import Q

from liancun.base.versions import on_day
from liancun.base.viewer import Viewer
from liancun.rooms.duties import facts
from liancun.rooms.duties.models import Assignment


def is_on_the_list(viewer: Viewer, org_code: str, household: str, village_code: str, on: date) -> bool:
    """Whether the viewer answers for a household or for its village on a day, and still holds the post."""
    if not viewer.party:
        return False
    rows = Assignment.objects.filter(org_code=org_code, village_code=village_code, party=viewer.party)
    rows = rows.filter(Q(household=household) | Q(household=""))
    codes = set(on_day(rows, on).values_list("duty_list", flat=True))
    terms = facts.terms_on(org_code, on)
    held = {post.kind for post in viewer.posts if post.org_code == org_code}
    lists = facts.lists_standing(org_code, on)
    return any(
        code in lists and lists[code].days.holds(on) and held & set(terms.lists[lists[code].kind].posts)
        for code in codes
    )


def may_read_hardship(viewer: Viewer, org_code: str, household: str, village_code: str, on: date) -> bool:
    """The household itself, and the people of its own lists; nobody else, however high."""
    return household in viewer.households or is_on_the_list(viewer, org_code, household, village_code, on)
