"""Members, accounts, standings, posts, grid duties (社员、账户、身份、职务、网格责任)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from liancun.base import bulk, charters, versions
from liancun.base.acts import Act
from liancun.base.crypto import blind_index
from liancun.base.importing import Row, Source
from liancun.kernel import DateRange, Problem
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.accounts import Claim, shared, standing_claims
from liancun.rooms.registry.facts.lives import deaths_of
from liancun.rooms.registry.fields import (
    HOUSEHOLD_CODE,
    ORGANISATION,
    PARTY_CODE,
    PAYEE_CODE,
    PERSON_CODE,
    WORKER,
)
from liancun.rooms.registry.import_handlers.common import (
    ends_after_start,
    known,
    living,
    village_of_households,
    village_of_people,
)
from liancun.rooms.registry.queries.names import ORG
from liancun.rooms.registry.rules import PostRules, clashes, overlap

LAW_BEGINS = date(2018, 7, 1)
"""The first day of the law on posts; a post that began before is judged by it."""


def check_parties(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """A party is a person or an organisation, never a household."""
    people = [row for row in rows if not row["party"].startswith(ORG)]
    units = [
        Row(r.number, {"party": r["party"].removeprefix(ORG)}) for r in rows if r["party"].startswith(ORG)
    ]
    yield from known(source, people, "party", PERSON_CODE, m.Person, "code", "registry.no_such_person")
    yield from known(
        source, units, "party", PERSON_CODE, m.Organisation, "code", "registry.no_such_organisation"
    )


def check_memberships(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from check_parties(rows, source)
    yield from living(source, rows, "party", PARTY_CODE)
    yield from ends_after_start(source, rows)
    died = deaths_of(row["party"] for row in rows)
    for row in rows:
        died_on = died.get(row["party"])
        if died_on and died_on >= row["start"] and (row["end"] is None or row["end"] > died_on):
            yield source.problem("registry.dead_member", row, "止", party=row["party"], died_on=str(died_on))
        if (row["kind"] == "unit") != row["party"].startswith(ORG):
            yield source.problem("registry.member_kind", row, "成员类型")
    held: dict[str, list[DateRange]] = {}
    standing = versions.standing(m.Membership.objects.filter(org_code=source.org_code))
    for party, start, end in standing.values_list("party", "start", "end"):
        held.setdefault(party, []).append(DateRange(start, end))
    for row in rows:
        ranges = held.setdefault(row["party"], [])
        ranges.append(DateRange(row["start"], row["end"]))
        if len(ranges) > 1 and overlap(ranges):
            yield source.problem("registry.member_twice", row, "成员编码", party=row["party"])


def save_memberships(rows: Sequence[Row], a: Act) -> None:
    people = village_of_people(rows, "party")
    orgs = dict(m.Organisation.objects.values_list("code", "village_code"))
    bulk.insert(
        m.Membership,
        [
            m.Membership(
                party=r["party"],
                number=r["number"],
                kind=r["kind"],
                document=r["document"] or "",
                resolution=r["resolution"] or "",
                start=r["start"],
                end=r["end"],
                **a.stamp(people.get(r["party"]) or orgs.get(r["party"].removeprefix(ORG), "")),
            )
            for r in rows
        ],
    )


def save_accounts(rows: Sequence[Row], a: Act) -> None:
    people = village_of_people(rows, "party")
    bulk.insert(
        m.PayeeAccount,
        [
            m.PayeeAccount(
                party=r["party"],
                bank=r["bank"],
                account=r["account"],
                account_index=blind_index(r["account"], "account"),
                start=r["start"],
                end=r["end"],
                **a.stamp(people.get(r["party"], "")),
            )
            for r in rows
        ],
    )


def check_accounts(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from check_parties(rows, source)
    claims = [
        Claim(blind_index(row["account"], "account"), row["party"], DateRange(row["start"], row["end"]))
        for row in rows
    ]
    there = list(standing_claims([claim.index for claim in claims]))
    for place, other in shared(claims, there).items():
        yield source.problem("registry.shared_account", rows[place], "账号", value=other)
    yield from living(source, rows, "party", PARTY_CODE)
    yield from ends_after_start(source, rows)


def check_authorities(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from check_parties(rows, source)
    yield from ends_after_start(source, rows)
    yield from living(source, rows, "payee", PAYEE_CODE)
    yield from check_parties([Row(row.number, {"party": row["payee"]}) for row in rows], source)
    for row in rows:
        if row["party"] == row["payee"]:
            yield source.problem("registry.authority_to_self", row, "收款人编码", value=row["party"])


def save_authorities(rows: Sequence[Row], a: Act) -> None:
    people = village_of_people(rows, "party")
    bulk.insert(
        m.PayeeAuthority,
        [
            m.PayeeAuthority(
                party=r["party"],
                payee=r["payee"],
                kind=r["kind"],
                document=r["document"],
                start=r["start"],
                end=r["end"],
                **a.stamp(people.get(r["party"], "")),
            )
            for r in rows
        ],
    )


def save_standings(rows: Sequence[Row], a: Act) -> None:
    """One row a person; rows of one household, kind and day are one standing."""
    villages = village_of_households(rows)
    steps: dict[tuple[str, str, Any], list[Row]] = {}
    for row in rows:
        steps.setdefault((row["household"], row["kind"], row["start"]), []).append(row)
    standings = [
        m.Standing(
            household=household,
            kind=kind,
            started_on=start,
            ended_on=people[0]["end"],
            body=people[0]["body"],
            document=people[0]["document"],
            **a.stamp(villages[household]),
        )
        for (household, kind, start), people in steps.items()
    ]
    bulk.insert(m.Standing, standings, with_ids=True)
    bulk.insert(
        m.StandingMember,
        [
            m.StandingMember(standing=standing, party=row["party"])
            for standing, people in zip(standings, steps.values(), strict=True)
            for row in people
        ],
    )


def check_standings(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(
        source, rows, "household", HOUSEHOLD_CODE, m.Household, "code", "registry.no_such_household"
    )
    yield from known(source, rows, "party", PERSON_CODE, m.Person, "code", "registry.no_such_person")
    yield from living(source, rows, "party", PERSON_CODE)
    yield from ends_after_start(source, rows)


def save_posts(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Post,
        [
            m.Post(
                party=r["party"],
                kind=r["kind"],
                at_org=r["at_org"],
                document=r["document"] or "",
                start=r["start"],
                end=r["end"],
                **a.stamp(r["village"] or ""),
            )
            for r in rows
        ],
    )


def check_posts(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(source, rows, "party", PERSON_CODE, m.Person, "code", "registry.no_such_person")
    yield from living(source, rows, "party", PERSON_CODE)
    yield from known(
        source, rows, "at_org", ORGANISATION, m.Organisation, "code", "registry.no_such_organisation"
    )
    yield from ends_after_start(source, rows)
    yield from _clashing_posts(rows, source)


def _clashing_posts(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Posts that the law does not let one person hold at the same time."""
    held: dict[tuple[str, str], list[tuple[str, DateRange]]] = {}
    people = sorted({row["party"] for row in rows})
    standing = versions.standing(m.Post.objects.filter(party__in=people))
    for party, org, kind, start, end in standing.values_list("party", "at_org", "kind", "start", "end"):
        held.setdefault((party, org), []).append((kind, DateRange(start, end)))
    for row in rows:
        days = DateRange(row["start"], row["end"])
        others = held.setdefault((row["party"], row["at_org"]), [])
        at_once = [kind for kind, its in others if overlap([its, days])]
        others.append((row["kind"], days))
        law = charters.in_force(PostRules, on=max(row["start"], LAW_BEGINS))
        for one, other in clashes([row["kind"], *at_once], law):
            yield source.problem(
                "registry.posts_clash",
                row,
                "职务",
                party=row["party"],
                org=row["at_org"],
                one=one,
                other=other,
            )


def save_duties(rows: Sequence[Row], a: Act) -> None:
    villages = village_of_households(rows)
    bulk.insert(
        m.GridDuty,
        [
            m.GridDuty(
                worker=r["worker"],
                household=r["household"],
                start=r["start"],
                end=r["end"],
                **a.stamp(villages[r["household"]]),
            )
            for r in rows
        ],
    )


def check_duties(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(
        source, rows, "household", HOUSEHOLD_CODE, m.Household, "code", "registry.no_such_household"
    )
    yield from known(source, rows, "worker", WORKER, m.Person, "code", "registry.no_such_person")
    yield from living(source, rows, "worker", WORKER)
    yield from ends_after_start(source, rows)
