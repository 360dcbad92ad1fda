"""How the registry's workbooks are checked and written (登记写入): set-based, one bulk insert a table."""

from collections.abc import Iterable, Sequence
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.crypto import blind_index
from liancun.base.importing import Column, Row, Source
from liancun.kernel import Problem, Refusal
from liancun.rooms.registry import models as m
from liancun.rooms.registry.queries.names import ORG
from liancun.rooms.registry.rules import Meeting, Meetings, meeting_result

START = Column("start", "起", "day", example="2020-01-01")
END = Column("end", "止", "day", required=False, help="仍在的不填")
VILLAGE = Column(
    "village", "村编码", "code", help="12位统计用区划代码", max_length=12, example="520281123201"
)
PERSON = Column("party", "人员编码", "code", max_length=20, example="P0000001")
HOUSEHOLD = Column("household", "户编码", "code", max_length=20, example="L0000001")


def choices(kind: Any) -> tuple[tuple[str, str], ...]:
    """(word, value) of a model's choices."""
    return tuple((str(word), str(value)) for value, word in kind.choices)


def known(
    source: Source, rows: Sequence[Row], column: Column, model: Any, field: str, code: str
) -> Iterable[Problem]:
    """Problems for codes in a column that no record has."""
    wanted = {row[column.name] for row in rows if row[column.name]}
    found: set[str] = set()
    codes = sorted(wanted)
    for start in range(0, len(codes), 500):
        found |= set(
            model.objects.filter(**{f"{field}__in": codes[start : start + 500]}).values_list(field, flat=True)
        )
    for row in rows:
        if row[column.name] and row[column.name] not in found:
            yield source.problem(code, row, column.label, value=row[column.name])


def ends_after_start(source: Source, rows: Sequence[Row]) -> Iterable[Problem]:
    """Problems for rows that end before they start."""
    for row in rows:
        if row["end"] and row["end"] < row["start"]:
            yield source.problem(
                "registry.ends_before_start", row, "止", start=str(row["start"]), end=str(row["end"])
            )


def _village_of_people(rows: Iterable[Row], column: str) -> dict[str, str]:
    codes = {row[column] for row in rows}
    return {
        code: village
        for code, village in m.Person.objects.values_list("code", "village_code")
        if code in codes
    }


def _village_of_households(rows: Iterable[Row]) -> dict[str, str]:
    codes = {row["household"] for row in rows}
    pairs = m.Household.objects.values_list("code", "village_code")
    return {code: village for code, village in pairs if code in codes}


# --- villages and organisations ---------------------------------------------------------------


def save_villages(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Village,
        [
            m.Village(slug=r["slug"], name=r["name"], unit=r["unit"] or "", **a.stamp(r["village"]))
            for r in rows
        ],
    )


def save_organisations(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Organisation,
        [
            m.Organisation(
                code=r["code"],
                kind=r["kind"],
                name=r["name"],
                parent=r["parent"] or "",
                uscc=r["uscc"] or "",
                own_book=r["own_book"] == "yes",
                start=r["start"],
                end=r["end"],
                **a.stamp(r["village"] or ""),
            )
            for r in rows
        ],
    )


def check_organisations(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    from stdnum.cn import uscc

    for row in rows:
        if row["uscc"] and not uscc.is_valid(row["uscc"]):
            yield source.problem("registry.uscc", row, "统一社会信用代码")
    yield from ends_after_start(source, rows)


# --- people and households --------------------------------------------------------------------


def save_people(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Person,
        [
            m.Person(
                code=r["party"],
                name=r["name"],
                sex=r["sex"],
                born_on=r["born_on"],
                died_on=r["died_on"],
                id_number=r["id_number"] or "",
                id_index=blind_index(r["id_number"] or "", "id") or None,
                phone=r["phone"] or "",
                phone_index=blind_index(r["phone"] or "", "phone"),
                **a.stamp(r["village"]),
            )
            for r in rows
        ],
    )


def check_people(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(source, rows, VILLAGE, m.Village, "village_code", "registry.no_such_village")
    indexes = {row.number: blind_index(row["id_number"] or "", "id") for row in rows}
    taken: set[str | None] = set()
    wanted = sorted(filter(None, indexes.values()))
    for start in range(0, len(wanted), 500):
        taken |= set(
            m.Person.objects.filter(id_index__in=wanted[start : start + 500]).values_list(
                "id_index", flat=True
            )
        )
    seen: dict[str, int] = {}
    for row in rows:
        index = indexes[row.number]
        if index and (index in taken or index in seen):
            yield source.problem("registry.id_taken", row, "身份证号")
        seen.setdefault(index, row.number)
        if row["id_number"] and row["id_number"][6:14] != row["born_on"].strftime("%Y%m%d"):
            yield source.problem("registry.id_other_birth", row, "出生日期")
        if row["died_on"] and row["died_on"] < row["born_on"]:
            yield source.problem("registry.died_before_born", row, "去世日期")


def save_households(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Household,
        [
            m.Household(
                code=r["household"], kind=r["kind"], start=r["start"], end=r["end"], **a.stamp(r["village"])
            )
            for r in rows
        ],
    )


def check_households(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(source, rows, VILLAGE, m.Village, "village_code", "registry.no_such_village")
    yield from ends_after_start(source, rows)


def save_household_members(rows: Sequence[Row], a: Act) -> None:
    villages = _village_of_households(rows)
    bulk.insert(
        m.HouseholdMember,
        [
            m.HouseholdMember(
                household=r["household"],
                party=r["party"],
                is_head=r["is_head"] == "yes",
                start=r["start"],
                end=r["end"],
                **a.stamp(villages[r["household"]]),
            )
            for r in rows
        ],
    )


def check_household_members(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from known(source, rows, HOUSEHOLD, m.Household, "code", "registry.no_such_household")
    yield from known(source, rows, PERSON, m.Person, "code", "registry.no_such_person")
    yield from ends_after_start(source, rows)


def save_links(rows: Sequence[Row], a: Act) -> None:
    villages = _village_of_households(rows)
    bulk.insert(
        m.HouseholdLink,
        [
            m.HouseholdLink(
                household=r["household"],
                other=r["other"],
                kind=r["kind"],
                since=r["start"],
                **a.stamp(villages[r["household"]]),
            )
            for r in rows
        ],
    )


def check_links(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    other = Column("other", "另一户", "code")
    yield from known(source, rows, HOUSEHOLD, m.Household, "code", "registry.no_such_household")
    yield from known(source, rows, other, m.Household, "code", "registry.no_such_household")


# --- members, accounts, standings -------------------------------------------------------------


def check_parties(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """A party is a person or an organisation, never a household."""
    people = [row for row in rows if not row["party"].startswith(ORG)]
    units = [
        Row(r.number, {"party": r["party"].removeprefix(ORG)}) for r in rows if r["party"].startswith(ORG)
    ]
    yield from known(source, people, PERSON, m.Person, "code", "registry.no_such_person")
    yield from known(source, units, PERSON, m.Organisation, "code", "registry.no_such_organisation")


def check_memberships(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    yield from check_parties(rows, source)
    yield from ends_after_start(source, rows)
    for row in rows:
        if (row["kind"] == "unit") != row["party"].startswith(ORG):
            yield source.problem("registry.member_kind", row, "成员类型")


def save_memberships(rows: Sequence[Row], a: Act) -> None:
    people = _village_of_people(rows, "party")
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
    people = _village_of_people(rows, "party")
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
    yield from ends_after_start(source, rows)


def save_authorities(rows: Sequence[Row], a: Act) -> None:
    people = _village_of_people(rows, "party")
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
    villages = _village_of_households(rows)
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
    yield from check_household_members(rows, source)


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
    yield from known(source, rows, PERSON, m.Person, "code", "registry.no_such_person")
    at_org = Column("at_org", "任职单位", "code")
    yield from known(source, rows, at_org, m.Organisation, "code", "registry.no_such_organisation")


def save_duties(rows: Sequence[Row], a: Act) -> None:
    villages = _village_of_households(rows)
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
    worker = Column("worker", "网格员", "code")
    yield from known(source, rows, HOUSEHOLD, m.Household, "code", "registry.no_such_household")
    yield from known(source, rows, worker, m.Person, "code", "registry.no_such_person")


# --- documents and resolutions ----------------------------------------------------------------


def save_documents(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Document,
        [
            m.Document(
                code=r["code"], title=r["title"], issuer=r["issuer"], issued_on=r["issued_on"], **a.stamp()
            )
            for r in rows
        ],
    )


def _meeting(row: Row) -> Meeting:
    return Meeting(
        row["body"],
        row["entitled"],
        row["present"],
        row["total_votes"],
        row["votes_for"],
        row["votes_against"],
        row["votes_abstain"],
        row["major"] == "yes",
        row["members"] or 0,
        (row["held_on"] - row["notice_on"]).days if row["notice_on"] else None,
    )


def check_resolutions(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    for row in rows:
        try:
            meeting_result(_meeting(row), charters.in_force(Meetings, on=row["held_on"]))
        except Refusal as no:
            yield source.problem(no.code, row, "机构", **no.params)


PLAIN_COUNTS = (
    *("code", "body", "subject", "notice_on", "held_on", "entitled", "present", "total_votes"),
    *("votes_for", "votes_against", "votes_abstain"),
)


def save_resolutions(rows: Sequence[Row], a: Act) -> None:
    made = []
    for r in rows:
        charter = charters.in_force(Meetings, on=r["held_on"])
        made.append(
            m.Resolution(
                **{name: r[name] for name in PLAIN_COUNTS},
                members=r["members"] or 0,
                major=r["major"] == "yes",
                passed=meeting_result(_meeting(r), charter).passed,
                clause=charter.clause,
                **a.stamp(),
            )
        )
    bulk.insert(m.Resolution, made)
