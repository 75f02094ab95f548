"""Neighbours (邻里)."""
