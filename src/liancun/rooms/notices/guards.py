"""What the database refuses of notices: what was published, posted and said stays."""

from liancun.base.guards import AppendOnly

GUARDS = tuple(
    AppendOnly(f"notices.{model}") for model in ("Notice", "NoticeItem", "NoticeEvent", "Objection", "Answer")
)
