"""Organisations that there are (单位): nothing is done for, and nothing read of, one that nobody registered.

The registry is asked by name, as for what may be chosen; base imports no room.
"""

import difflib
from collections.abc import Mapping
from datetime import date

from liancun.base import choices
from liancun.base.viewer import STRANGER
from liancun.kernel import Refusal

ALL = "registry.every_organisation"
MOST = 30
"""So many are told where none is like what was said."""


def must_be_registered(org_code: str) -> None:
    """Refuse an organisation that is not there and never was, and say which is meant.

    While there is none yet, the first may be named.
    """
    names = dict(choices.source(ALL)(STRANGER, "", date.max))
    if not names or org_code in names:
        return
    raise Refusal("organisation.unknown", value=org_code[:40], near=near(org_code, names))


def near(said: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Of codes with their words those that may be meant; where none is like it, all, if they are few."""
    means = {word: code for code, word in names.items()} | {code: code for code in names}
    close = difflib.get_close_matches(said, means, n=3) or [word for word in means if said and said in word]
    found = dict.fromkeys(means[word] for word in close[:3])
    return tuple(found or [*names][:MOST])
