"""Files with many articles, as news databases export them: found out, and split into articles.

What they look like is told by their marks, in `exports.yaml`, whatever the file is: plain text,
Word, rich text, PDF or HTML.
"""
