"""Statistics (统计方法): pure functions on columns: rates, survival, funnels, differences, disclosure, surveillance."""
