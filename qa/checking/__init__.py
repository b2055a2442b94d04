"""Does the evidence carry the statement? Numbers, names, days, denials, claims, words; by rules."""
