"""Evaluation (考核)."""
