"""The readers of meetings (议事查询)."""
