"""Deliberation (协商共治)."""
