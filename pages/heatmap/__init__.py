"""Heatmap (热力图)."""
