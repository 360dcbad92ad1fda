"""The layers of the charter (章程的层次): whose a decision is, and how near."""

LAW_AND_DEFAULTS, PACK, TOWN, ORGANISATION = range(4)
"""The layers, the nearest last."""
TOWN_LAYER, PACK_LAYER = "_town", "pack="
"""What stands for the organisation in a decision of the whole town, and begins it in one of a pack."""


def layer_of(owner: str) -> int:
    """How near a decision's owner is."""
    if not owner:
        return LAW_AND_DEFAULTS
    return PACK if owner.startswith(PACK_LAYER) else TOWN if owner == TOWN_LAYER else ORGANISATION


def is_shipped(owner: str) -> bool:
    """Whether a decision comes with the program: law, a default, a pack's."""
    return layer_of(owner) < TOWN
