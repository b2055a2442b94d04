"""Readers: retrieved passages in, statements out, each with the stretches that carry it."""
