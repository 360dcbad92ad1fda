"""Tokens for programs (接口令牌): one's own, and to the clerk everybody's."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from liancun.base import clock, trail
from liancun.base.lists import listed
from liancun.base.models import TrailRow
from liancun.base.permits import permitted
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Flag, Text, _
from liancun.kernel.fields import Day as DayField
from liancun.rooms.registry.facts.places import owner
from liancun.rooms.registry.facts.tokens import Asked as Asked
from liancun.rooms.registry.facts.tokens import asked_with as asked_with
from liancun.rooms.registry.facts.tokens import good
from liancun.rooms.registry.models import ApiToken, Person
from liancun.rooms.registry.queries.names import org_names, staff_names

STATES = (("good", _("可用")), ("expired", _("已过期")), ("revoked", _("已作废")))
REVOKE = "registry.revoke_token"


@dataclass(frozen=True)
class TokenRow:
    """A token as lists show it (接口令牌): never itself."""

    number: str
    title: A[str, Text(_("用途"))]
    login: str
    name: A[str, Text(_("谁的"))]
    may_act: A[bool, Flag(_("可以办理"))]
    at_org: str
    organisation: A[str, Text(_("只限单位"))]
    until: A[date, DayField(_("用到"))]
    state: A[str, Choice(_("状态"), STATES)]
    last_used: A[str, Text(_("最近用过"))]


@dataclass(frozen=True)
class TokenPage:
    """A page of tokens (接口令牌)."""

    total: int
    rows: tuple[TokenRow, ...]


def has_tokens(viewer: Viewer, org_code: str) -> bool:
    """Whether the list is this viewer's: they may make a token, or end anybody's."""
    return org_code == owner() and (bool(viewer.party) or permitted(viewer, REVOKE, org_code))


def _reach(viewer: Viewer, org_code: str) -> Q:
    """One's own, and to the clerk everybody's."""
    return Q() if permitted(viewer, REVOKE, org_code) else Q(login=viewer.name, party=viewer.party)


def good_tokens(
    viewer: Viewer, org_code: str, *, on: date, asked: str, limit: int
) -> tuple[tuple[str, str], ...]:
    """(number, what for and whose) of those that may still be revoked, the latest first.

    With something `asked` those it may mean, and the one of that number before all, however old.
    """
    if not has_tokens(viewer, org_code):
        return ()
    rows = good(on).filter(_reach(viewer, org_code))
    found = list(rows.filter(pk=int(asked))) if asked.isdecimal() and len(asked) < 18 else []
    if asked:
        people = Person.objects.filter(name__icontains=asked).values("code")
        rows = rows.filter(Q(title__icontains=asked.partition("(")[0]) | Q(party__in=people))
    found += rows[:limit]
    owners = staff_names(viewer, {row.login for row in found})
    own = viewer.name
    return tuple(
        (str(row.pk), row.title if row.login == own else f"{row.title}({owners[row.login]})") for row in found
    )


@listed("registry.tokens", title=_("接口令牌"), path="tokens", serves=has_tokens, empty=_("还没有发过令牌"))
def token_page(viewer: Viewer, org_code: str, *, on: date, limit: int = 50, offset: int = 0) -> TokenPage:
    """Tokens with what they may, until when, and the day they were first used last; the latest first."""
    if not has_tokens(viewer, org_code):
        raise Refusal("viewer.not_found")
    page, total = page_of(ApiToken.objects.filter(_reach(viewer, org_code)).order_by("-pk"), limit, offset)
    used = TrailRow.objects.filter(
        by__in={row.login for row in page}, what__in=[trail.token(row.pk) for row in page]
    )
    last = dict(used.values_list("what").annotate(Max("at")))
    owners = staff_names(viewer, {row.login for row in page})
    orgs = org_names({row.at_org for row in page})
    return TokenPage(
        total,
        tuple(
            TokenRow(
                str(row.pk),
                row.title,
                row.login,
                owners[row.login],
                row.may_act,
                row.at_org,
                orgs.get(row.at_org, row.at_org),
                row.until,
                "revoked" if row.revoked_on else "expired" if row.until < on else "good",
                f"{clock.in_town(at):%Y-%m-%d}" if (at := last.get(trail.token(row.pk))) else "",
            )
            for row in page
        ),
    )
