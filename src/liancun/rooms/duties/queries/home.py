"""What a household sees of its own (我家的走访): who comes, when they came, what is open."""

from dataclasses import dataclass
from datetime import date

from liancun.base.versions import on_day
from liancun.base.viewer import Viewer
from liancun.rooms.duties import facts
from liancun.rooms.duties.models import Assignment
from liancun.rooms.duties.queries.hamlet import hardships
from liancun.rooms.duties.queries.problems import ProblemRow, problems_of_homes
from liancun.rooms.duties.queries.visits import VisitRow, visits_of_homes
from liancun.rooms.registry import queries as registry


@dataclass(frozen=True)
class HomeDuties:
    """One's own household's visits (我家的走访)."""

    cadres: tuple[str, ...]
    visits: tuple[VisitRow, ...]
    problems: tuple[ProblemRow, ...]
    hardships: tuple[str, ...]


def home_duties(viewer: Viewer, *, on: date) -> HomeDuties:
    """Of the viewer's own households; nothing for somebody without a home."""
    rows = on_day(Assignment.objects.filter(household__in=viewer.households), on)
    places: dict[tuple[str, str], set[str]] = {}
    for org_code, village, household in rows.values_list("org_code", "village_code", "household"):
        places.setdefault((org_code, village), set()).add(household)
    parties = sorted(
        {
            party
            for (org_code, village), own in places.items()
            for held in facts.holders(org_code, village, own, on).values()
            for party in held
        }
    )
    known = registry.names_of_posted(parties)
    burdens = hardships(set(viewer.households))
    return HomeDuties(
        tuple(known.get(party, party) for party in parties),
        visits_of_homes(viewer),
        problems_of_homes(viewer, viewer.households, on=on),
        tuple(text for home in sorted(burdens) for text in burdens[home]),
    )
