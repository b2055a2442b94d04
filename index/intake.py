"""Article files into the ledger: what is new or changed is read, the rest skipped by its hash."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from index import forgetting
from index.apart import Apart, Cut, lent
from index.articles import find
from index.errors import ArticleError
from index.files.formats import is_recognised
from index.ledger import Ledger
from index.marks import allowed
from index.passages import passages_of
from index.types import Article, Refused, Remark

READING = 5
"""Raised when reading or splitting changes, so that unchanged files are read again."""
_ARTICLES_A_COMMIT = 200
_MOST_REPORTS = 10_000  # of one file


@dataclass(slots=True)
class Summary:
    """What one `add` or `sync` did, counted in articles; `reports` are those of this run."""

    added: int = 0
    replaced: int = 0
    removed: int = 0
    unchanged: int = 0
    reports: list[Refused | Remark] = field(default_factory=list)
    forgotten: dict[Path, int] = field(default_factory=dict)
    """Files in which articles still are that were forgotten, and how many; they were left out."""
    came: list[str] = field(default_factory=list)
    """The ids of the articles that were added or replaced."""

    def count(self, other: "Summary") -> None:
        """Add what another run did."""
        for name in ("added", "replaced", "removed", "unchanged"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reports += other.reports
        self.forgotten |= other.forgotten
        self.came += other.came

    @property
    def taken(self) -> int:
        """How many articles were read."""
        return self.added + self.replaced + self.unchanged


class Intake:
    """Reads files into `ledger`, cutting passages of about `tokens` tokens; ids get a `prefix`.

    `committed` is called after each commit, so that words become searchable while more is read.
    What was forgotten stays out, and so does what `unwanted` says was. Letters of scans are
    recognised in the languages `ocr`; what was recognised before stays, also where none are given.
    """

    def __init__(
        self,
        ledger: Ledger,
        tokens: int,
        mapping: Mapping[str, str],
        prefix: str,
        committed: Callable[[Summary], None],
        unwanted: Callable[[Article], bool],
        ocr: str = "",
    ) -> None:
        self.summary = Summary()
        self.refused: set[str] = set()
        self._ledger = ledger
        self._tokens = tokens
        self._mapping = mapping
        self._prefix = prefix
        self._roots: list[Path] = []
        self._committed = committed
        self._unwanted = unwanted
        self._marks = forgetting.marks(ledger)
        self._ocr = ocr

    def take(self, named: Sequence[Path]) -> set[str]:
        """Read every file under `named` that is new or changed; the paths there, as strings.

        What cannot be read is reported and counts as there: a lost permission or a disk that
        went away is no wish to remove the articles. They go with the file.
        """
        self._roots = [Path(os.path.realpath(path)) for path in named]
        known = self._ledger.files()
        found: set[str] = set()
        with lent() as reader:
            for path in find(named):
                if isinstance(path, Refused):
                    found |= self._refuse(path, known)
                    continue
                try:
                    name = str(path.resolve())
                    digest = self._file_digest(path)
                except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself by now
                    why = getattr(error, "strerror", None) or error
                    found |= self._refuse(Refused(path, 0, f"cannot be opened: {why}"), known)
                    continue
                found.add(name)
                if self._is_known(known.get(name, ""), digest):
                    self.summary.unchanged += len(self._ledger.articles_of(name))
                else:
                    self._take_file(reader, path, name, digest)
        return found

    def _refuse(self, refused: Refused, known: Mapping[str, str]) -> set[str]:
        """Report a path; the files known at it or below it, unless it is gone."""
        name = str(refused.path.parent.resolve() / refused.path.name)
        self.refused.add(name)
        self.summary.reports.append(refused)
        if self._marks.has_file(name):  # not even its name is kept
            return set()
        with self._ledger.transaction():
            self._ledger.report(name, [refused])
            if name in known:
                self._ledger.set_file(name, "")  # look again when it can be read
        try:
            refused.path.stat()
        except FileNotFoundError:
            return set()
        except OSError:
            pass  # there, but out of reach
        return {held for held in known if Path(held).is_relative_to(name)}

    def drop(self, name: str) -> None:
        """Remove a file that is gone, with its articles."""
        with self._ledger.transaction():
            self.summary.removed += self._ledger.drop_file(name)

    def _take_file(self, reader: Apart, path: Path, name: str, digest: str) -> None:
        """One file, a commit every so many articles.

        The file's digest is recorded with its last commit, so that a file that was cut short is
        read again. A file that has become unreadable keeps the articles it gave before.
        """
        held = self._ledger.articles_of(name)
        seen: set[str] = set()
        reports: list[Refused | Remark] = []
        batch: list[tuple[Cut, str]] = []
        moved: list[str] = []
        for item in self._read(reader, path, name):
            if not isinstance(item, Cut):
                reports.append(item)
                continue
            article = self._unique(item.article, name, seen)
            seen.add(article.id)
            article_digest = _article_digest(article)
            if self._changed(article.id, article_digest):
                batch.append((Cut(article, item.groups), article_digest))
            elif article.id not in held:
                moved.append(article.id)
            if len(batch) == _ARTICLES_A_COMMIT:
                with self._ledger.transaction():
                    self._put(name, batch)
                batch = []
                self._committed(self.summary)
        if not (seen or held) and (path in self.summary.forgotten or self._marks.has_file(name)):
            self.summary.reports.extend(reports)
            return  # nothing of it is written down, not even its name
        unreadable = not seen and _refuses(reports)
        reports = _bounded(reports, path)
        with self._ledger.transaction():
            self._put(name, batch)
            self._ledger.move(moved, name)
            self._ledger.report(name, reports)
            if not unreadable:
                for article_id in held.keys() - seen:
                    self.summary.removed += self._ledger.drop(article_id)
            # without a digest the file is looked at again, also when it is as it was before
            self._ledger.set_file(name, "" if unreadable and held else digest)
        self.summary.reports.extend(reports)
        self._committed(self.summary)

    def _read(self, reader: Apart, path: Path, name: str) -> Iterator[Cut | Refused | Remark]:
        """What is in a file, less what was forgotten."""

        def forgotten(article: Article) -> bool:
            return self._marks.has(article, name) or self._unwanted(article)

        def found() -> None:
            self.summary.forgotten[path] = self.summary.forgotten.get(path, 0) + 1

        outcomes = reader.read(
            path,
            mapping=self._mapping,
            origin=self._origin(name),
            tokens=self._tokens,
            ocr=self._ocr,
        )
        return allowed(outcomes, forgotten, found)

    def _changed(self, article_id: str, digest: str) -> bool:
        known = self._ledger.digest_of(article_id)
        same = known == digest
        self.summary.added += known is None
        self.summary.unchanged += same
        self.summary.replaced += known is not None and not same
        return not same

    def _put(self, name: str, batch: list[tuple[Cut, str]]) -> None:
        for cut, digest in batch:
            self.summary.came.append(cut.article.id)
            self._ledger.put(cut.article, name, digest, passages_of(cut.article, cut.groups))

    def _unique(self, article: Article, name: str, seen: set[str]) -> Article:
        """The article, under an id that no other file's article and no other record has.

        Of a file that is gone the id is free: it was moved, or renamed.
        """
        article = replace(article, id=self._prefix + article.id)
        holder = self._ledger.path_of(article.id)
        if article.id not in seen and (holder in (None, name) or not os.path.exists(holder)):
            return article
        salt = f"{name}\n{len(seen)}" if article.id in seen else name
        return replace(article, id=f"{article.id}~{hashlib.sha256(salt.encode()).hexdigest()[:6]}")

    def _origin(self, name: str) -> str:
        """What ids are made from: the path below what was named, so that they outlive a move."""
        path = Path(name)
        below = [path.relative_to(root) for root in self._roots if path.is_relative_to(root)]
        inner = [relative.as_posix() for relative in below if relative.parts]
        return inner[0] if inner else path.name

    def _file_digest(self, path: Path) -> str:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        digest.update(json.dumps([READING, sorted(self._mapping.items())]).encode())
        languages = f" {self._ocr}" if self._ocr and is_recognised(path) else ""
        return digest.hexdigest() + languages

    def _is_known(self, held: str, digest: str) -> bool:
        """Whether a file was read as it is; behind a space are languages it was recognised in."""
        return held == digest or (not self._ocr and held.partition(" ")[0] == digest)


def _refuses(reports: Sequence[Refused | Remark]) -> bool:
    return any(isinstance(report, Refused) for report in reports)


def _bounded(reports: list[Refused | Remark], path: Path) -> list[Refused | Remark]:
    rest = len(reports) - _MOST_REPORTS
    if rest <= 0:
        return reports
    why = f"{rest:,} more records were refused or left incomplete"
    return [*reports[:_MOST_REPORTS], Refused(path, 0, why)]


def _article_digest(article: Article) -> str:
    fields = json.dumps([READING, asdict(article)], default=str, sort_keys=True)
    return hashlib.sha256(fields.encode()).hexdigest()


def possible(name: Path | str) -> Path:
    """The path that somebody named.

    Raises:
        ArticleError: it can be none.
    """
    try:
        os.path.realpath(name)
    except ValueError as error:  # a NUL, or characters that are none
        raise ArticleError(f"{str(name)!r:.200} names no file or folder ({error})") from error
    return Path(name)
