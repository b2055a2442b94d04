"""What agencies and outlets send: feeds, sitemaps, NITF and NewsML, from bytes to values."""
