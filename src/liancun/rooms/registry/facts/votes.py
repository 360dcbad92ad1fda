"""What bodies resolved as facts (决议): which resolutions of an organisation carried."""

from liancun.rooms.registry.models import Resolution


def resolution_carried(org_code: str, code: str) -> bool | None:
    """Whether an organisation's resolution carried; None where there is none of that number."""
    rows = Resolution.objects.filter(org_code=org_code, code=code)
    return rows.values_list("passed", flat=True).first()


def carried(org_code: str) -> tuple[tuple[str, str], ...]:
    """(number, subject) of an organisation's resolutions that carried, the latest first."""
    rows = Resolution.objects.filter(org_code=org_code, passed=True).order_by("-held_on", "-pk")
    return tuple(rows.values_list("code", "subject"))
