"""What data of an earlier program lacks, added when it is opened (旧数据补登)."""

from liancun.rooms.registry.actions.relations import place_under_the_town

OPENINGS = (place_under_the_town,)
