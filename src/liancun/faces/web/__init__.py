"""Pages (网页): a window onto the rooms, with no rule of its own."""
