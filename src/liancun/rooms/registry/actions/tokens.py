"""Tokens for programs (接口令牌): made by who logs in, shown once; revoked by them or by the clerk."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.permits import Grant, permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Day, Flag, Text, _
from liancun.rooms.registry.actions.dated import must_be_the_registry
from liancun.rooms.registry.facts.tokens import digest_of, good, may_log_in
from liancun.rooms.registry.models import ApiToken, Login
from liancun.rooms.registry.rules import TOKEN_DAYS, TOKENS_MOST

OWN = Grant("", {}, anyone=True)
"""One's own token needs no post: it gives nothing that one has not."""
AT_ORG = Choice(
    _("只限单位"),
    "registry.own_places",
    most=20,
    help=_("不写就是本人的全部范围;写了就只有在那里的职务,不含本人自己的记录"),
)
PREFIX = "lct_"
"""So that a token left somewhere is known for what it is."""


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """A token for a program (接口令牌): what for, until when, and whether it may act or only read."""

    title: A[str, Text(_("用途"), most=60, help=_("如 银行对账程序"))]
    until: A[date, Day(_("用到"), today=False, help=_("最后一天;最长一年"))]
    may_act: A[bool, Flag(_("可以办理"), help=_("不选就只能读"))] = False
    at_org: A[str, AT_ORG] = ""


@dataclass(frozen=True)
class MadeToken:
    """A token as it is shown this once (新令牌)."""

    ref: str
    token: A[str, Text(_("令牌,只显示这一次,请抄好"))]


@dataclass(frozen=True, kw_only=True)
class TokenEnd:
    """Which token is good no more (作废)."""

    number: A[str, Choice(_("令牌"), "registry.tokens", most=20)]


def _has_login(viewer: Viewer, _org_code: str) -> bool:
    return bool(viewer.party)


@offered(
    "registry.make_token",
    title=_("发令牌"),
    path="tokens/new",
    on="tokens",
    own_grant=True,
    shown_to=_has_login,
    done=_("已发"),
)
def make_token(org_code: str, given: NewToken, *, by: Viewer, on: date) -> MadeToken:
    """Make a token for oneself. Refuses who has no login, and a program: a token makes no other."""
    must_be_the_registry(org_code)
    if by.token:
        raise Refusal("token.makes_none")
    login = Login.objects.filter(name=by.name, party=by.party).first()
    if login is None or not may_log_in(login, on=on):
        raise Refusal("token.no_login")
    if not on <= given.until <= on + timedelta(days=TOKEN_DAYS):
        raise Refusal("token.too_long", most=TOKEN_DAYS, until=given.until.isoformat())
    if given.at_org and given.at_org not in {post.org_code for post in by.posts}:
        raise Refusal("token.not_yours", org=given.at_org)
    token = PREFIX + secrets.token_urlsafe(32)
    with act("registry.make_token", org_code, by=by, on=on, permit=OWN) as done:
        if good(on).filter(login=login.name).count() >= TOKENS_MOST:
            raise Refusal("token.too_many", most=TOKENS_MOST)
        row = done.add(
            ApiToken,
            login=login.name,
            party=login.party,
            title=given.title,
            digest=digest_of(token),
            may_act=given.may_act,
            at_org=given.at_org,
            until=given.until,
            **done.stamp(),
        )
        done.ref = f"token:{row.pk}"
        done.params = {"login": login.name, "until": given.until.isoformat()}
    return MadeToken(done.ref, token)


@offered(
    "registry.revoke_token",
    title=_("作废令牌"),
    path="tokens/revoke",
    on="tokens",
    own_grant=True,
    shown_to=_has_login,
    done=_("已作废"),
)
def revoke_token(org_code: str, given: TokenEnd, *, by: Viewer, on: date) -> str:
    """Make a token good no more: the own one, or as the clerk anybody's; at once."""
    must_be_the_registry(org_code)
    number = int(given.number) if given.number.isdecimal() and len(given.number) < 18 else 0
    row = ApiToken.objects.filter(pk=number).first()
    own = row is not None and row.login == by.name and row.party == by.party
    if row is None or not (own or permitted(by, "registry.revoke_token", org_code)):
        raise Refusal("viewer.not_found")
    with act("registry.revoke_token", org_code, by=by, on=on, permit=OWN if own else "") as done:
        row = ApiToken.objects.get(pk=row.pk)  # as it stands under the lock
        if row.revoked_on is not None:
            raise Refusal("token.revoked_before", day=row.revoked_on.isoformat())
        done.change(row, revoked_on=on)
        done.ref = f"token:{row.pk}"
    return done.ref


def revoke_all(done: Act, login: str) -> None:
    """End all tokens of a login, in the act that gives it away or anew."""
    for row in ApiToken.objects.filter(login=login, revoked_on__isnull=True):
        done.change(row, revoked_on=done.on)
