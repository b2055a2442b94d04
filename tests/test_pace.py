"""How long a work will yet take."""

from qa.pace import Pace


def test_the_time_left_follows_from_what_was_done():
    pace = Pace()
    assert pace.left("vectors", 128, 10_128, now=100) == ""
    assert pace.left("vectors", 256, 10_128, now=101) == ""  # too early to tell
    assert pace.left("vectors", 1_128, 10_128, now=120) == "about 3 minutes left"
    assert pace.left("vectors", 9_128, 10_128, now=280) == "under a minute left"
    assert pace.left("vectors", 10_128, 10_128, now=300) == ""


def test_each_stage_has_a_pace_of_its_own():
    pace = Pace()
    pace.left("words", 0, 100, now=0)
    assert pace.left("words", 1, 1_000, now=20) == "about 6 hours left"
    assert pace.left("vectors", 50, 100, now=21) == ""
    assert pace.left("vectors", 60, None, now=60) == ""
