"""Which version of Dateline this is. `pyproject.toml` reads it, so the line stays a plain one."""

VERSION = "0.1.0"
