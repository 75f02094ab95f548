"""The familiar community (熟人社区)."""
