"""What outlives a window: the project, its runs, and what is shown of them."""
