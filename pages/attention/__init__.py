"""Needs attention today (今日关注)."""
