"""Pages, feeds and sitemaps from the web, kept as they came and read as article files are."""
