"""Attention (今日关注): what alerts are judged from, and the alerts."""
