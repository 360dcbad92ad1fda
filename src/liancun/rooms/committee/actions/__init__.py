"""The writers of meetings (议事办理)."""
