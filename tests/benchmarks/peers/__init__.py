"""Dateline beside its peers: `make peers`, or `python -m tests.benchmarks.peers`.

Each peer runs in an environment of its own, by an adapter that speaks `adapters/protocol.py`.
`peers` reads who is asked, `installing` makes the environments, `asking` runs the adapters,
`measuring` works out what came of it, and `publishing` writes `docs/reference/peers.md`.
"""
