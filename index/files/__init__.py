"""Reading article files: which there are, of what kind each is, and what stands in it."""
