"""What is looked at: the filter bar and its URL, choices that the URL carries, comparison, and moves elsewhere."""
