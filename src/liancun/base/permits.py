"""Who may do what (职责分工): a charter table from acts to posts, asked by every action.

The system itself (imports of the demo, migrations) acts as `SYSTEM`, which only the command line can be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings

from liancun.base import charter_types, charters, clock
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Rows, Word, _

POST = Choice(_("职务"), "registry.posts")
PLACE = Choice(_("任职单位"), "registry.post_places")
ACTS = Rows(_("分工"), by=Word(_("办什么"), of="act"), of=Rows(_("谁能办"), by=POST, of=PLACE))


@dataclass(frozen=True)
class Permits:
    """Which posts may do which act (谁能办), one decision `permits/<room>` for each room.

    `acts` maps a verb to the posts it is given to and where each must be held: "own" for the organisation
    acted for, "own:head_cooperative" where that must be of a kind, "above:town" for the organisation of that
    kind that stands above it, or is it: {"points.score_month": {grid_worker: "own:village_collective"}}.
    A bare word is the code of one organisation or, as decisions of before have it, a kind above.
    """

    clause: str
    acts: A[Mapping[str, Mapping[str, str]], ACTS]


@dataclass(frozen=True)
class Grant:
    """Who may do one act where no table of the room's says so (一项授权): posts, where held, the clause.

    Settlement takes it from the run's own charter decision: who makes, checks, decides, pays this money.
    `anyone` is for a right that needs no post (to object), where the action has asked whose it is.
    """

    clause: str
    posts: Mapping[str, str]
    anyone: bool = False


OWN, ABOVE = "own", "above"
SYSTEM = Viewer("system", everywhere=True)
ANY_VILLAGE = "*"
"""Asked for where a village is: only a post that covers every village holds it."""


def granted(by: Viewer, grant: Grant, org_code: str, village_code: str = "") -> bool:
    """Whether the viewer holds one of the grant's posts where it asks for it."""
    return (
        by is SYSTEM
        or grant.anyone
        or any(_held(by, kind, scope, org_code, village_code) for kind, scope in grant.posts.items())
    )


def _held(by: Viewer, kind: str, scope: str, org_code: str, village_code: str) -> bool:
    where, _colon, org_kind = scope.partition(":")
    if where == OWN:
        return by.holds(kind, org_code, village_code, org_kind)
    if where == ABOVE:
        return by.holds_above(kind, org_code, org_kind, village_code)
    return by.holds(kind, scope, village_code) or by.holds_above(kind, org_code, scope, village_code)


def permitted(by: Viewer, verb: str, org_code: str, village_code: str = "") -> bool:
    """Whether the charter gives this act to a post the viewer holds there."""
    return by is SYSTEM or granted(by, grant_of(verb, org_code), org_code, village_code)


def grant_of(verb: str, org_code: str) -> Grant:
    """What the room's table gives for a verb, in force today."""
    table = _table(verb.partition(".")[0], clock.today(), org_code)
    return Grant(table.clause, table.acts.get(verb, {}))


def must_permit(
    by: Viewer, verb: str, org_code: str, village_code: str = "", grant: Grant | None = None
) -> str:
    """Refuse an act the charter gives to none of the viewer's posts; the clause that gives it."""
    if by is SYSTEM:
        return ""
    given = grant or grant_of(verb, org_code)
    if not granted(by, given, org_code, village_code):
        raise Refusal("permit.not_yours", given.clause, act=verb, posts=tuple(given.posts))
    return given.clause


@lru_cache(maxsize=1024)
def _table(room: str, on: date, org_code: str) -> Permits:
    charter = charters.current()
    return charter.typed(charter.block(f"permits/{room}", on=on, org=org_code), Permits, on=on)


charters.on_forget(_table.cache_clear)
charter_types.FAMILIES["permits/"] = charter_types.Family(Permits, lambda: settings.BUILT_ROOMS)
