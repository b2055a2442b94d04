"""Another package of the same name in front of ours is named, not stumbled over."""

import subprocess
import sys
from pathlib import Path

import qa


def test_a_hidden_neighbour_is_one_clear_sentence(tmp_path):
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "__init__.py").touch()
    root = Path(qa.__file__).parents[1]
    program = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(root)!r}]; import qa"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "Dateline's package 'prompts' is hidden by" in done.stderr
