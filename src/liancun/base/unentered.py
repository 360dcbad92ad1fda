"""What is not in a month's book yet (未入账): asked of every room before the month is closed.

The book cannot know what rooms above it would still enter. A room says it in `unentered.UNENTERED`: functions
of an organisation and a month that give what is there and not in the book.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from liancun.base.discovery import doors
from liancun.kernel import Period


@dataclass(frozen=True)
class Unentered:
    """One thing that is not in the book (一项未入账).

    code    what is the matter, "run_open"; the faces have its words
    kind    the kind of money, where it is one; "" otherwise
    period  the month or year it is of
    count   how many lines or records
    fen     what they come to, where that is known
    ref     the record that opens it, where there is one
    """

    code: str
    kind: str
    period: str
    count: int
    fen: int | None = None
    ref: str = ""


Ask = Callable[[str, Period], Iterable[Unentered]]


def unentered(org_code: str, month: Period) -> tuple[Unentered, ...]:
    """What is not in an organisation's book for a month, in the order of the rooms."""
    asked: list[Ask] = [ask for _room, door in doors("unentered") for ask in door.UNENTERED]
    return tuple(each for ask in asked for each in ask(org_code, month))
