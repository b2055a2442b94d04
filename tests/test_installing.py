"""What `make` shows while pip works, and what it shows where that fails."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "tools" / "installing.py"
PIP = """\
import sys
for name in ("kelp", "marram", "kelp"):
    print(f"Collecting {name}>=1 (from dateline-qa)")
print("Installing collected packages: kelp, marram")
print("WARNING: a remark", file=sys.stderr)
sys.exit(int(sys.argv[1]))
"""


def shown(tmp_path, status: int, terminal: bool = False):
    """What the script prints and how it ends, with a pip that ends like that."""
    pip = tmp_path / "pip.py"
    pip.write_text(PIP)
    program = (
        "import sys, runpy, pathlib; "
        f"m = runpy.run_path({str(SCRIPT)!r}); sys.stdout.isatty = lambda: {terminal}; "
        f"sys.exit(m['main']('2 of 3  Dateline', [{sys.executable!r}, {str(pip)!r}, '{status}'], "
        f"pathlib.Path({str(tmp_path / 'pip.log')!r})))"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def test_a_step_is_one_line_that_says_how_long_it_took(tmp_path):
    done = shown(tmp_path, 0)
    assert done.returncode == 0
    assert done.stdout.splitlines() == ["2 of 3  Dateline …", "2 of 3  Dateline: done in 0 s"]
    assert done.stderr == ""
    assert "WARNING: a remark" in (tmp_path / "pip.log").read_text()


def test_a_terminal_sees_it_begin(tmp_path):
    assert "2 of 3  Dateline: starting, 0 s" in shown(tmp_path, 0, terminal=True).stdout


def test_where_pip_fails_the_end_of_what_it_said_is_there(tmp_path):
    done = shown(tmp_path, 3)
    assert done.returncode == 3
    assert "this failed; all that was said is in" in done.stdout
    assert "WARNING: a remark" in done.stdout
