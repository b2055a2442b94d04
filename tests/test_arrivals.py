"""Uploads on their way to a shelf: nobody else can see them, and they go with their process."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from index import Archive

ARRIVING = """
import os, sys, time
os.umask(0)
from qa.window.arrivals import arrivals_folder
folder = arrivals_folder()
(folder / "0123").mkdir()
(folder / "0123" / "secret.txt").write_text("private")
print(folder, flush=True)
if "stay" in sys.argv:
    time.sleep(60)
"""


@pytest.fixture
def started(tmp_path):
    """Start a process that has uploads, in a temporary folder of the test's; gives its folder."""
    running = []

    def start(*how: str) -> tuple[subprocess.Popen, Path]:
        process = subprocess.Popen(
            [sys.executable, "-c", ARRIVING, *how],
            env=os.environ | {"GRADIO_TEMP_DIR": str(tmp_path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process, Path(process.stdout.readline().strip())

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_the_folder_is_its_owners_alone_and_goes_with_its_process(started):
    process, folder = started("stay")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    process.kill()
    ended, other = started()
    ended.wait()
    assert not other.exists()


def test_what_a_killed_process_left_goes_at_the_next_start_and_nothing_else(started, tmp_path):
    (tmp_path / "gradio").mkdir()  # another program's
    living, beside = started("stay")
    killed, left = started("stay")
    killed.kill()
    killed.wait()
    assert (left / "0123" / "secret.txt").exists()
    started("stay")
    assert not left.exists()
    assert (beside / "0123" / "secret.txt").exists()
    assert living.poll() is None
    assert (tmp_path / "gradio").exists()


@pytest.mark.slow
def test_an_upload_of_a_killed_window_goes_when_the_next_one_starts(tmp_path, sample_folder):
    with Archive(tmp_path / "archive", None, create=True) as archive:
        archive.sync(sample_folder)

    def chat() -> tuple[subprocess.Popen, str]:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("dateline"), "chat", "--archive", archive.path],
            env=os.environ | {"GRADIO_TEMP_DIR": str(tmp_path / "temp"), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        said = next(line for line in process.stdout if line.startswith("Dateline is at "))
        return process, said.split()[3]

    def arrived() -> list[Path]:
        return list((tmp_path / "temp").rglob("zebra.txt"))

    first, address = chat()
    with httpx.Client() as browser:
        browser.get(address)
        sent = browser.post(f"{address}/gradio_api/upload", files={"files": ("zebra.txt", b"47")})
    assert sent.is_success
    assert len(arrived()) == 1
    first.kill()
    first.communicate()
    assert len(arrived()) == 1
    second, _ = chat()
    assert arrived() == []
    second.terminate()
    second.communicate()
