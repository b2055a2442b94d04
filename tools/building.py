"""Build the distributions, wheel and source of each, so that anybody gets the same bytes.

    python tools/building.py OUT

Needs the package `build`. What is packed is what git tracks, as it is in the folder now, without
whatever else lies there; all of it has the time of the last commit.
"""

import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from build import ProjectBuilder
from build.env import DefaultIsolatedEnv

ROOT = Path(__file__).resolve().parents[1]
PLACES = (".", "command")
"""Where dateline-core and dateline-qa are; the weights are built by `weights/build.py`."""


def main(out: Path) -> None:
    """Build them into the folder `out`.

    Raises:
        subprocess.CalledProcessError: git failed, and has said why.
        build.BuildException: setuptools did.
    """
    os.umask(0o022)  # wheels keep the modes of files
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "dateline"), Path(folder, "made")
        for name in _git("ls-files", "-z").split("\0"):
            if name and (ROOT / name).is_file():
                packed = source / name
                packed.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, packed)
        epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct"))
        os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
        with DefaultIsolatedEnv() as environment:
            for place in PLACES:
                builder = ProjectBuilder.from_isolated_env(environment, source / place)
                environment.install(builder.build_system_requires)
                for kind in ("wheel", "sdist"):
                    environment.install(builder.get_requires_for_build(kind))
                    builder.build(kind, made)
        for archive in made.glob("*.tar.gz"):
            _level(archive, epoch)
        out.mkdir(parents=True, exist_ok=True)
        for file in made.iterdir():
            shutil.copyfile(file, out / file.name)


def _level(archive: Path, epoch: int) -> None:
    """Write a tar anew without what tells of this machine: setuptools keeps times and owners."""
    with tarfile.open(archive) as packed:
        members = [
            (member, packed.extractfile(member).read() if member.isfile() else b"")
            for member in sorted(packed.getmembers(), key=lambda member: member.name)
        ]
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=epoch) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as packed,
    ):
        for member, data in members:
            level = tarfile.TarInfo(member.name)
            level.type, level.size, level.mode = member.type, len(data), member.mode
            level.mtime = epoch
            packed.addfile(level, io.BytesIO(data))


def _git(*words: str) -> str:
    return subprocess.run(  # noqa: S603
        ["git", *words],  # noqa: S607 - whichever git the machine has
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
