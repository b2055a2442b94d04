"""Files of word processors and for printing."""
