"""Grid work (网格工作): the posts and size of grids; visits and problem checks."""
