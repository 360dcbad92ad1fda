"""Sanitation points (卫生积分): a year of them sets the next year's refuse fee."""
