"""Who may read and note what burdens a household (谁能看困难和原因): the people of its lists, and itself."""

from collections.abc import Iterable
from datetime import date

from liancun.base.viewer import Viewer
from liancun.rooms.duties import facts


def looked_after(
    viewer: Viewer, org_code: str, village_code: str, households: Iterable[str], on: date
) -> frozenset[str]:
    """Of some households of a village those the viewer answers for on a day, by a list of the household
    or of the village, holding a post of that list. Nobody else reads of them, however high."""
    if not viewer.party:
        return frozenset()
    holders = facts.holders(org_code, village_code, {"", *households}, on)
    if viewer.party in holders.get("", ()):
        return frozenset(households)
    return frozenset(each for each in households if viewer.party in holders.get(each, ()))
