"""Hot and cold spots (冷热点)."""
