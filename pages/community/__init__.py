"""A community's portrait (社区画像)."""
