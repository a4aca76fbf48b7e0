"""A folder is written whole or not at all, whatever happens in between."""

from pathlib import Path

import pytest
from filelock import FileLock

from model.errors import InputError
from model.outputs import folder as folder_module
from model.outputs.folder import replacing, write_whole


def fill(target: Path, text: str) -> None:
    with replacing(target) as fresh:
        (fresh / "a.txt").write_text(text, encoding="utf-8")


def content(target: Path) -> str:
    return (target / "a.txt").read_text(encoding="utf-8")


def hidden(parent: Path) -> list[str]:
    return [path.name for path in parent.iterdir() if path.name.startswith(".") and path.suffix != ".lock"]


@pytest.mark.parametrize("system_exchanges", [True, False])
def test_a_new_folder_replaces_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, system_exchanges: bool
) -> None:
    if not system_exchanges:
        monkeypatch.setattr(folder_module, "_exchange", lambda *_: False)
    target = tmp_path / "djupt" / "ut"
    fill(target, "ett")
    fill(target, "två")
    assert content(target) == "två"
    assert hidden(target.parent) == []


def test_a_failure_leaves_the_old_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "ut"
    fill(target, "ett")
    with pytest.raises(ZeroDivisionError), replacing(target) as fresh:
        (fresh / "a.txt").write_text("halv", encoding="utf-8")
        raise ZeroDivisionError
    assert content(target) == "ett"
    assert hidden(tmp_path) == []


def test_the_same_content_is_left_untouched(tmp_path: Path) -> None:
    fill(tmp_path / "ut", "ett")
    before = (tmp_path / "ut").stat().st_ino
    fill(tmp_path / "ut", "ett")
    assert (tmp_path / "ut").stat().st_ino == before


def test_a_run_killed_between_two_steps_is_mended_by_the_next(tmp_path: Path) -> None:
    fill(tmp_path / "ut", "ett")
    (tmp_path / "ut").rename(tmp_path / ".ut.forra")
    (tmp_path / ".ut.ny-halv").mkdir()
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "ut"):
        raise ZeroDivisionError
    assert content(tmp_path / "ut") == "ett"
    assert hidden(tmp_path) == []


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    with FileLock(tmp_path / ".ut.lock"), pytest.raises(InputError, match="En annan körning"):
        fill(tmp_path / "ut", "ett")


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "ut").write_text("min fil", encoding="utf-8")
    with pytest.raises(InputError, match="är en fil"):
        fill(tmp_path / "ut", "ett")
    with pytest.raises(InputError, match="Det går inte att skriva"):
        fill(tmp_path / "ut" / "inne", "ett")
    assert (tmp_path / "ut").read_text(encoding="utf-8") == "min fil"


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b.csv", "å", "utf-8")
    assert (tmp_path / "a" / "b.csv").read_bytes() == "å".encode()
    with pytest.raises(InputError, match="Det går inte att skriva"):
        write_whole(tmp_path / "a", "å", "utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
