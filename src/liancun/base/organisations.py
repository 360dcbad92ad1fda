"""Organisations that there are (单位): nothing is done for, and nothing read of, one that nobody registered.

The registry is asked by name, as for what may be chosen; base imports no room.
"""

import difflib
from datetime import date

from liancun.base import choices
from liancun.base.viewer import STRANGER
from liancun.kernel import Refusal

ALL = "registry.every_organisation"


def must_be_registered(org_code: str) -> None:
    """Refuse an organisation that is not there and never was, and say which is meant.

    While there is none yet, the first may be named.
    """
    names = dict(choices.source(ALL)(STRANGER, "", date.max))
    if not names or org_code in names:
        return
    means = {word: code for code, word in names.items()} | {code: code for code in names}
    close = difflib.get_close_matches(org_code, means, n=3) or [
        word for word in means if org_code and org_code in word
    ]
    near = dict.fromkeys(means[word] for word in close[:3])
    raise Refusal("organisation.unknown", value=org_code[:40], near=tuple(near or names))
