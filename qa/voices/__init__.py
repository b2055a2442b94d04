"""Who says what in an article: quotations and reports of speech, with their speakers."""
