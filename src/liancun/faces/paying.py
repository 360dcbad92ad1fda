"""The exceptions of a list that is paid (收付的例外), as a page and a command tell them."""

from collections.abc import Iterable, Mapping

from liancun.kernel import Refusal


def left_of(told: Iterable[str]) -> dict[int, str]:
    """The exceptions of a list, each told as "12" (not tried) or "12:户名不符" (did not go through)."""
    left = {}
    for each in told:
        number, _colon, why = each.partition(":")
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise Refusal("settlement.no_such_line", line=number[:20])
        left[int(number)] = why.strip()
    return left


def told_of(left: Mapping[int, str]) -> list[str]:
    """The exceptions as `left_of` reads them."""
    return [f"{line}:{why}" if why else str(line) for line, why in sorted(left.items())]


def rows_of(left: Mapping[int, str]) -> list[dict[str, str]]:
    """The exceptions as the one checker reads them."""
    return [{"line": str(line), "failure": why} for line, why in left.items()]
