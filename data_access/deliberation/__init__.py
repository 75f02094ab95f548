"""Deliberation (协商共治): meetings held, attended and carried out; joint party building with property companies."""
