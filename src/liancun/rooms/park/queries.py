"""Who may see the company's memo (公司资金备查的知悉范围): the leader and the auditor, nobody else."""

from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer

MEMO_POSTS = ("leader", "auditor")


def may_see_memo(viewer: Viewer) -> bool:
    """Whether the viewer holds one of those posts."""
    return viewer is SYSTEM or any(post.kind in MEMO_POSTS for post in viewer.posts)
