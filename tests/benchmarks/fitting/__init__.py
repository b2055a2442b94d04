"""The fitted numbers of `qa/reading/selection.json`: question sets, pools of sentences, solvers."""
