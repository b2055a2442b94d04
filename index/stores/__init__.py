"""Where an archive's vectors are: in its folder, or on a Chroma server."""
