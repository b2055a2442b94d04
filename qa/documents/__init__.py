"""Conversations as documents that other programs open: Word and PDF, made of `qa.render.paper`."""
