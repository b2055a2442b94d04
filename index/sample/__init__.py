"""The sample archive: invented articles of six invented outlets, shipped as data."""
