"""What a question means: alone after its turns, in parts, of which time. Text in, a `Query` out."""
