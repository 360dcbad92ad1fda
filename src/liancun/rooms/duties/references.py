"""What `why` finds here (为什么): a duty with its state, a list, a visit, a problem, a pause, a hand-over."""

from liancun.base import clock
from liancun.base.references import Kept, Trace, number
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.duties import facts, queries, rules
from liancun.rooms.duties.queries.states import Standing, shown


def duty(viewer: Viewer, key: str) -> Trace:
    """A duty for a household or village: how it stands today and why; it rests on the last visit."""
    found = _standing(viewer, key)
    org_code = found.owed.org_code
    owed, state, today = found.owed, found.state, clock.today()
    row = shown(viewer, [found], today)[0]
    clause = facts.terms_on(org_code, today).clause
    title = Reason.of(
        "duties.duty", duty=row.duty_name, head=row.head, holders=row.holders, duty_state=state.state
    )
    last = facts.visit_that_counts(owed)
    return Trace(
        f"duty:{key}",
        title,
        (),
        rules.reasons(owed.rule, owed.known, state, clause),
        (f"duty_list:{org_code}/{owed.duty_list}", *([f"visit:{last}"] if last else [])),
        org_code,
        owed.village_code,
        Kept(queries.OwedRow, vars(row)),
    )


def _standing(viewer: Viewer, key: str) -> Standing:
    org_code = key.partition("/")[0]
    if viewer.sees(org_code):
        seen = None if viewer.oversees or not viewer.village_codes else tuple(sorted(viewer.village_codes))
        for each in queries.standings(org_code, clock.today(), seen):
            if each.key == key:
                return each
    raise Refusal("viewer.not_found")


def duty_list(viewer: Viewer, key: str) -> Trace:
    """A list: its kind and its duties."""
    org_code, _slash, code = key.partition("/")
    for row in queries.list_page(viewer, org_code, on=clock.today()):
        if row.code == code:
            title = Reason.of(
                "duties.list",
                number=code,
                list_name=row.kind_name,
                duties=row.duty_names,
                start=str(row.start),
            )
            return Trace(row.ref, title, org_code=org_code, kept=Kept(queries.ListRow, vars(row)))
    raise Refusal("viewer.not_found")


def visit(viewer: Viewer, key: str) -> Trace:
    """A visit: who went where and when, what was found. Hardship and its cause are not in it."""
    row, org_code = queries.visit(viewer, number(key))
    title = Reason.of(
        "duties.visit_void" if row.void else "duties.visit",
        day=str(row.visited_on),
        time=row.time,
        head=row.head,
        visitor=row.visitor_name,
        kind_name=row.kind_name,
    )
    kept = Kept(queries.VisitRow, vars(row))
    return Trace(row.ref, title, org_code=org_code, village_code=row.village_code, kept=kept)


def visit_names(viewer: Viewer, keys: list[str]) -> dict[str, Reason]:
    """What visits are called: the day and the kind."""
    found = {}
    for key in keys[:200]:
        try:
            row, _org = queries.visit(viewer, number(key))
        except Refusal:
            continue
        found[key] = Reason.of("name.visit", day=str(row.visited_on), kind_name=row.kind_name)
    return found


def problem(viewer: Viewer, key: str) -> Trace:
    """A problem: what was found, how far it is; it rests on the records of what was done."""
    card = queries.problem_card(viewer, number(key), on=clock.today())
    row = card.row
    title = Reason.of(
        "duties.problem", found=row.found, head=row.head, day=str(row.found_on), problem_state=row.state
    )
    steps = tuple(
        Reason.of(
            "duties.problem_step",
            problem_state=step.step,
            day=str(step.happened_on),
            party=step.party_name,
            note=step.note or step.document or "—",
        )
        for step in card.steps
    )
    records = tuple(dict.fromkeys(step.record for step in card.steps if step.record))
    kept = Kept(queries.ProblemRow, vars(row))
    return Trace(row.ref, title, (), steps, records, card.org_code, row.village_code, kept)


def pause(viewer: Viewer, key: str) -> Trace:
    """A pause: of what, why, from when to when."""
    row, org_code = queries.pause(viewer, number(key), clock.today())
    title = Reason.of("duties.pause", head=row.head, list_name=row.list_name, reason=row.reason)
    kept = Kept(queries.PauseRow, vars(row))
    return Trace(row.ref, title, org_code=org_code, village_code=row.village_code, kept=kept)


def hand_over(viewer: Viewer, key: str) -> Trace:
    """A hand-over: from whom to whom, how much."""
    row, org_code = queries.hand_over(viewer, number(key))
    title = Reason.of(
        "duties.handed",
        giver=row.giver_name,
        taker=row.taker_name,
        day=str(row.start),
        assignments=row.assignments,
        problems=row.problems,
    )
    return Trace(row.ref, title, org_code=org_code, kept=Kept(queries.HandOverRow, vars(row)))


NAMES = {"visit": visit_names}
RESOLVERS = {
    "duty": duty,
    "duty_list": duty_list,
    "visit": visit,
    "problem": problem,
    "pause": pause,
    "hand_over": hand_over,
}
