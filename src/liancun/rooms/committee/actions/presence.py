"""Coming to a meeting and leaving it (签到、离场)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from liancun.base import bulk
from liancun.base.acts import Act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Many, Whole, _
from liancun.rooms.committee import facts, rules
from liancun.rooms.committee import fields as f
from liancun.rooms.committee.actions.during import during, named
from liancun.rooms.committee.models import Meeting, Movement, VoteOpening, Voter
from liancun.rooms.committee.rules import ONLINE
from liancun.rooms.registry import facts as registry

PEOPLE = Many(_("到场的人"), each=f.PERSON, help=_("姓名或人员编码,可写几个,用空格隔开"))


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """Who came, and when (到场). `instead_of` is who wrote that somebody of the household comes instead."""

    parties: A[tuple[str, ...], PEOPLE]
    at: A[str, f.AT]
    online: A[bool, f.ONLINE] = False
    instead_of: A[str, f.INSTEAD_OF] = ""
    document: A[str, f.PROXY_PAPER] = ""


@dataclass(frozen=True, kw_only=True)
class Departures:
    """Who left, and when (离场)."""

    parties: A[tuple[str, ...], f.LEAVING]
    at: A[str, f.AT]


@dataclass(frozen=True)
class Moved:
    """Who came or left was recorded (已签到、已离场): how many they are."""

    people: A[int, Whole(_("人数"))]
    ref: str


@offered("committee.sign_in", title=_("签到"), path="meetings/{meeting_id}/arrivals", of="meeting")
def sign_in(meeting_id: A[int, f.MEETING], given: Arrivals, *, by: Viewer, on: date) -> Moved:
    """Record who came and when (签到); says how many. Somebody who is not on the frozen list is refused."""
    with during(meeting_id, "committee.sign_in", by=by, on=on) as (a, meeting):
        if given.instead_of and len(given.parties) != 1:
            raise Refusal("committee.one_proxy_with_paper", facts.bodies_of(meeting).clause)
        parties = tuple(dict.fromkeys(given.parties))
        door = Door(meeting, by, (*parties, given.instead_of))
        for party in parties:
            door.comes(party, given.at, given.online, given.instead_of, given.document)
        door.record(a)
    return Moved(len(parties), a.ref)


@offered("committee.sign_out", title=_("离场"), path="meetings/{meeting_id}/departures", of="meeting")
def sign_out(meeting_id: A[int, f.MEETING], given: Departures, *, by: Viewer, on: date) -> Moved:
    """Record who left before the end (离场): they count for no item that is voted on afterwards."""
    with during(meeting_id, "committee.sign_out", by=by, on=on) as (a, meeting):
        parties = tuple(dict.fromkeys(given.parties))
        door = Door(meeting, by, parties)
        for party in parties:
            door.leaves(party, given.at)
        door.record(a)
    return Moved(len(parties), a.ref)


class Lines:
    """The frozen list of a meeting, found by who comes (应到名单)."""

    def __init__(self, meeting: Meeting, by: Viewer) -> None:
        self._meeting, self._by = meeting, by
        self._own = facts.voters(meeting.pk)

    @cached_property
    def _by_home(self) -> Mapping[str, Voter]:
        """The line of the household each of its people of age may come for; read once for all who come."""
        lines = {voter.household: voter for voter in self._own.values() if voter.household}
        if not lines:
            return {}
        homes = facts.adults_by_home(self._meeting.org_code, self._meeting.held_on)
        return {party: lines[code] for code, home in homes.items() if code in lines for party in home}

    def must_have(self, party: str) -> Voter:
        """The line of a person, or of the household the person comes for. Refuses who is on none."""
        voter = self._own.get(party) or self._by_home.get(party)
        if voter is not None:
            return voter
        clause = facts.bodies_of(self._meeting).clause
        raise Refusal(
            "committee.not_on_the_list", clause, party=named(self._by, party), entitled=len(self._own)
        )


class Door:
    """Who comes to a meeting and leaves it (会场门口), each judged by the list and by who is there then.

    Several are judged one after another, then written at once. `parties` are all that will be named.
    """

    def __init__(self, meeting: Meeting, by: Viewer, parties: Iterable[str]) -> None:
        self._meeting, self._by = meeting, by
        self._bodies = facts.bodies_of(meeting)
        self._lines = Lines(meeting, by)
        self._dead = registry.life_faults((party, meeting.held_on) for party in set(parties) if party)
        self._moved = facts.movements(meeting.pk)
        came = Movement.objects.filter(voter__meeting=meeting, came=True)
        rows = came.values_list("by", "voter_id", "voter__party")
        self._stood_in = {party: voter for party, voter, own in rows if party != own}
        self._made: list[Movement] = []

    def comes(self, party: str, at: str, online: bool, instead_of: str, document: str) -> None:
        """Somebody comes; refuses who is on no list, is there already, or may not come instead of another."""
        if online and ONLINE not in self._bodies.form_of(self._meeting.body).ways:
            raise Refusal("committee.not_online", self._bodies.clause, body=self._meeting.body)
        self._must_be_open_then(at)
        self._must_live(party, instead_of)
        if instead_of:
            voter = self._represented(party, instead_of, document)
        else:
            voter = self._lines.must_have(party)
        if voter.pk in rules.in_the_room(self._moved, at):
            raise Refusal(
                "committee.here_already",
                self._bodies.clause,
                number=voter.number,
                party=named(self._by, voter.party),
            )
        self._write(voter, party, at, came=True, online=online, document=document)

    def leaves(self, party: str, at: str, instead_of: str = "") -> None:
        """Somebody leaves; refuses who is not there."""
        self._must_be_open_then(at)
        self._must_live(party)
        voter = self._lines.must_have(instead_of or party)
        if voter.pk not in rules.in_the_room(self._moved, at):
            raise Refusal(
                "committee.not_here_then", self._bodies.clause, party=named(self._by, voter.party), at=at
            )
        self._write(voter, party, at, came=False)

    def record(self, a: Act) -> None:
        """Write all who came and left."""
        stamp = a.stamp()
        for row in self._made:
            for name, value in stamp.items():
                setattr(row, name, value)
        bulk.insert(Movement, self._made)

    def _write(
        self, voter: Voter, party: str, at: str, *, came: bool, online: bool = False, document: str = ""
    ) -> None:
        self._made.append(Movement(voter=voter, came=came, at=at, by=party, online=online, document=document))
        self._moved.append(rules.Movement(at, voter.pk, came))
        if came and party != voter.party:
            self._stood_in[party] = voter.pk

    def _must_live(self, *parties: str) -> None:
        """Refuse who did not live on the day of the meeting."""
        for party in parties:
            if fault := self._dead.get((party, self._meeting.held_on)):
                raise Refusal.saying(fault)

    @cached_property
    def _last_vote(self) -> VoteOpening | None:
        rows = VoteOpening.objects.select_related("item").filter(item__meeting=self._meeting)
        return rows.order_by("-at").first()

    def _must_be_open_then(self, at: str) -> None:
        """Refuse a time before a vote that has been opened: who was in the room for it stands."""
        last = self._last_vote
        if last is not None and last.at >= at:
            raise Refusal("committee.before_a_vote", self._bodies.clause, at=last.at, number=last.item.number)

    @cached_property
    def _homes(self) -> Mapping[str, frozenset[str]]:
        return facts.housemates(self._meeting.org_code, self._meeting.held_on)

    def _represented(self, proxy: str, absent: str, document: str) -> Voter:
        """Whose place is taken by another of the household, by a written word: one each (书面委托)."""
        law = self._bodies.meetings_of(self._meeting.body)
        if not self._bodies.form_of(self._meeting.body).proxy:
            raise Refusal("committee.no_proxies", self._bodies.clause, body=self._meeting.body)
        if not document:
            raise Refusal("committee.one_proxy_with_paper", law.clause)
        voter = self._lines.must_have(absent)
        if proxy == voter.party or proxy not in self._homes.get(voter.party, ()):
            raise Refusal(
                "committee.not_of_the_household",
                law.clause,
                party=named(self._by, proxy),
                other=named(self._by, voter.party),
            )
        if self._stood_in.get(proxy, voter.pk) != voter.pk:
            raise Refusal("committee.proxy_of_another", law.clause, party=named(self._by, proxy))
        return voter
