import gzip
import os
import random
import subprocess
import sys
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from index.articles import MAX_ARTICLE_CHARS, find, read
from index.errors import ArticleError
from index.types import Article, Refused

STORY = "The harbour bridge closed on Monday.\n\nEngineers found a crack in the deck."


def names(folder, found):
    return [path.relative_to(folder).as_posix() for path in found if isinstance(path, Path)]


def refusals(found):
    return {item.path.name: item.why for item in found if isinstance(item, Refused)}


def only(path, **options):
    (outcome,) = read(path, **options)
    return outcome


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.md", "deep/c.jsonl.gz", "deep/er/d.HTML", "pic.gif", ".hidden.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STORY, encoding="utf-8")
    for name in (".dateline/e.txt", ".git/f.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    return tmp_path


def test_a_folder_is_walked_in_order_without_hidden_things(folder):
    found = list(find([folder]))
    assert names(folder, found) == ["a.md", "b.txt", "deep/c.jsonl.gz", "deep/er/d.HTML"]
    assert refusals(found) == {
        "pic.gif": "is not a kind that is read: plain text whose name ends in .gif; if it is an "
        "article, rename it to .txt"
    }


def test_patterns(folder):
    assert names(folder, find([folder / "*.txt"])) == ["b.txt"]
    assert names(folder, find([folder / "**" / "*.[hH]*"])) == ["deep/er/d.HTML"]
    assert names(folder, find([folder / "d*"])) == ["deep/c.jsonl.gz", "deep/er/d.HTML"]
    assert names(folder, find([folder / "**"])) == [
        *("a.md", "b.txt", "deep/c.jsonl.gz", "deep/er/d.HTML")
    ]


def test_a_name_that_looks_like_a_pattern_is_taken_as_it_stands(tmp_path):
    path = tmp_path / "story [1].txt"
    path.write_text(STORY, encoding="utf-8")
    assert list(find([path])) == [path]


def test_each_real_file_is_listed_once(folder):
    (folder / "z.txt").symlink_to(folder / "b.txt")
    (folder / "zz").symlink_to(folder / "deep")
    found = [*find([folder, folder / "b.txt", folder / "*.md"])]
    assert names(folder, found) == ["a.md", "b.txt", "deep/c.jsonl.gz", "deep/er/d.HTML"]


def test_a_missing_path_or_an_empty_pattern_raises_before_anything_is_listed(folder):
    with pytest.raises(ArticleError, match=r"absent.txt' does not exist; name an article file"):
        find([folder, folder / "absent.txt"])
    with pytest.raises(ArticleError, match=r"matches no file"):
        find([folder / "*.docx"])


def test_dangling_and_circular_links_are_refused(folder):
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "deep" / "up").symlink_to(folder)
    found = list(find([folder]))
    why = refusals(found)
    assert "does not exist" in why["gone.txt"]
    assert "oo many levels" in why["self.txt"]
    assert "loop" in why["up"]
    assert names(folder, found)[-1] == "deep/er/d.HTML"


def test_a_pattern_through_a_circular_link_ends(folder):
    (folder / "deep" / "up").symlink_to(folder)
    assert "b.txt" in names(folder, find([folder / "**" / "*.txt"]))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "feed.txt")
    assert "not a regular file" in refusals(find([tmp_path]))["feed.txt"]
    assert "not a regular file" in only(tmp_path / "feed.txt").why


def test_what_may_not_be_opened_is_refused(folder):
    if os.geteuid() != 0:
        pytest.skip("needs root, to read as somebody else")
    (folder / "b.txt").chmod(0)
    (folder / "deep").chmod(0)
    script = (
        "import os, sys; from pathlib import Path; from index.articles import find, read\n"
        "list(read(Path(sys.argv[1]) / 'a.md')); os.setuid(65534)\n"
        "for item in [*find([Path(sys.argv[1])]), *read(Path(sys.argv[1]) / 'b.txt')]:\n"
        "    print(item)\n"
    )
    for path in (folder, *folder.parents):
        if path.is_relative_to("/tmp") and path != Path("/tmp"):
            path.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", script, folder], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert sum("Permission denied" in line for line in lines) == 3
    assert any(line.endswith("a.md") for line in lines)


def test_a_file_of_another_name_is_read_by_its_content_when_named(tmp_path):
    for name, content in {
        "a": STORY,
        "b.data": '{"text": "One."}\n{"text": "Two."}\n',
        "c": '[{"text": "One."}]',
        "d.asp": f"<!DOCTYPE html><html><body><article><p>{STORY * 9}</p></article></body></html>",
    }.items():
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        assert list(find([path])) == [path]
        assert all(isinstance(found, Article) for found in read(path)), name
    path = tmp_path / "e.xyz"
    path.write_bytes(bytes(range(256)) * 9)
    assert "is not a kind that is read" in only(path).why


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.GZ"])
def test_gzip_is_known_by_its_content(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(gzip.compress(STORY.encode()))
    assert only(path).text == STORY


def test_a_gz_that_was_unpacked_on_the_way_is_read(tmp_path):
    path = tmp_path / "a.txt.gz"
    path.write_text(STORY, encoding="utf-8")
    assert only(path).text == STORY


@pytest.mark.parametrize("suffix", ["txt", "md", "html", "jsonl", "json", "csv", "pdf", "docx"])
def test_an_empty_file_is_refused(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    path.touch()
    assert "empty" in only(path).why


def test_a_file_that_vanished_is_refused(tmp_path):
    assert "No such file" in only(tmp_path / "gone.txt").why


def test_a_cut_gzip_is_refused(tmp_path):
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(os.urandom(5000).hex().encode())[:2000])
    assert "cut short" in only(path).why


def test_a_binary_called_txt_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    assert "is a picture" in only(path).why
    path.write_bytes(bytes(range(1, 32)) * 20)
    assert "is not text" in only(path).why
    assert "control characters" in only(path).why


def test_a_stray_control_character_is_taken_out(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(STORY.replace("bridge", "bri\0dge").encode())
    assert only(path).text == STORY


def test_a_huge_text_is_refused_in_bounded_memory_with_the_limit(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as out:
        for _ in range(50):
            out.write(b"a" * 1_000_000)
    tracemalloc.start()
    refused = only(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert f"{MAX_ARTICLE_CHARS:,}" in refused.why
    assert peak < 60_000_000


def test_lines_are_tidied_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff  Caf\u00e9 e\u0301\u00a0x.  \r\nB.\rC.\t\n\n \n\n\nD.\n\n".encode())
    assert only(path).text == "  Caf\u00e9 e\u0301\u00a0x.\nB.\nC.\n\nD."


FRENCH = "Le maire a déclaré que le pont coûterait 40 €, à l’été."
RUSSIAN = "Мэр города сообщил, что мост будет закрыт до конца года. Жители недовольны решением."
JAPANESE = "市長は火曜日、橋は来年まで閉鎖されると発表した。住民は不満を表明している。"
CHINESE = "市长周二宣布，大桥将关闭至明年。居民对此表示不满，要求召开会议。"
CZECH = "Starosta řekl, že most bude uzavřen až do příštího měsíce. Občané jsou nespokojeni."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH.replace("\u2019", "'").replace("\u20ac", "F"), "latin-1"),
        (FRENCH, "cp1252"),
        ("The caf\u00e9 bill was \u00a3400. Nobody said more.", "latin-1"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift-jis"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "iso-2022-jp"),
        (CHINESE, "gb18030"),
        (CZECH, "cp1250"),
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "utf-32"),
        (RUSSIAN, "utf-16-le"),
        (CHINESE + "\n" + CHINESE, "utf-16-be"),
    ],
)
@pytest.mark.parametrize("kind", ["txt", "csv"])
def test_encodings(tmp_path, text, encoding, kind):
    path = tmp_path / f"a.{kind}"
    table = 'text\n"' + text + '"\n'
    path.write_bytes((text if kind == "txt" else table).encode(encoding))
    assert only(path).text == text


def test_utf_8_and_windows_bytes_in_one_file_both_come_out_right(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(FRENCH.encode() + b"\n" + FRENCH.encode("cp1252"))
    assert only(path).text == f"{FRENCH}\n{FRENCH}"
    path = tmp_path / "b.jsonl"
    lines = [f'{{"text": "{FRENCH}"}}\n'.encode(code) for code in ("utf-8", "cp1252")]
    path.write_bytes(b"".join(lines))
    assert [found.text for found in read(path)] == [FRENCH, FRENCH]


def test_a_late_stray_byte_in_a_long_stream_is_read_too(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "plain"}\n' * 20_000 + '{"text": "caf\u00e9"}\n'.encode("cp1252"))
    assert [found.text for found in read(path)][-1] == "caf\u00e9"


def test_ids_come_from_the_origin(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(STORY, encoding="utf-8")
    moved = tmp_path / "b.txt"
    moved.write_text(STORY, encoding="utf-8")
    assert only(path).id != only(moved).id
    assert only(path, origin="x").id == only(moved, origin="x").id
    assert only(path).id == only(path, origin=path.as_posix()).id


def test_a_date_in_the_file_name_is_taken_and_the_text_is_not_searched(tmp_path):
    path = tmp_path / "2023-05-15-bridge.txt"
    path.write_text(STORY, encoding="utf-8")
    assert only(path).published == date(2023, 5, 15)
    path = tmp_path / "bridge.txt"
    path.write_text("Published in the paper of 15 May 2023.\n\n" + STORY, encoding="utf-8")
    assert only(path).published is None


def test_importing_loads_no_parser():
    script = (
        "import index.articles, sys; "
        "assert not {'lxml', 'trafilatura', 'pypdfium2', 'docx', 'yaml'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("seed", range(12))
def test_random_bytes_are_no_article_whatever_they_are_called(tmp_path, seed):
    noise = tmp_path / "noise.txt"
    noise.write_bytes(random.Random(seed).randbytes(500))
    assert all(isinstance(item, Refused) for item in read(noise))


def test_a_mapping_may_use_the_usual_names(tmp_path):
    table = tmp_path / "clips.csv"
    table.write_text("day,paper,story\n2024-05-01,Post,The storm tore off a roof.\n")
    mapping = {"date": "day", "outlet": "paper", "body": "story"}
    [article] = read(table, mapping=mapping)
    assert (article.source, article.published) == ("Post", date(2024, 5, 1))


def test_an_empty_text_and_a_missing_column_are_told_apart(tmp_path):
    table = tmp_path / "clips.csv"
    table.write_text("story\n \nA roof came off.\n")
    refused, _ = read(table, mapping={"text": "story"})
    assert "the field for it is empty" in refused.why
    [refused] = read(table, mapping={"text": "nocol"})
    assert "there is no column 'nocol'" in refused.why
