"""Activities (活动)."""
