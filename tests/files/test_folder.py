"""A folder is written whole or not at all, whatever happens in between."""

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from refusals import excel

from model.errors import InputError
from model.read.load import file_hash
from suite.files.folder import check_closed, replacing, write_whole
from suite.files.manifest import written


def fill(target: Path, text: str) -> None:
    with replacing(target) as fresh:
        (fresh / "a.txt").write_text(text, encoding="utf-8")


def content(target: Path) -> str:
    return (target / "a.txt").read_text(encoding="utf-8")


def hidden(parent: Path) -> list[str]:
    return [path.name for path in parent.iterdir() if path.name.startswith(".") and path.suffix != ".lock"]


def test_a_new_folder_replaces_the_old(tmp_path: Path) -> None:
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


# What is not ours


def deliver(target: Path, files: dict[str, str]) -> None:
    """Write files as a run does, with a manifest of a package."""
    with replacing(target) as fresh:
        for name, text in files.items():
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_text(text, encoding="utf-8")
        hashes = {name: file_hash(fresh / name) for name in files}
        tops = {name.partition("/")[0] for name in files if "/" in name}
        own = {
            top: {name.partition("/")[2]: hashes[name] for name in files if name.startswith(f"{top}/")}
            for top in tops
        }
        entries = {top: {"fingeravtryck": "", "utdata": group} for top, group in own.items()}
        manifest = {"utdata": {name: hashes[name] for name in files if "/" not in name}, "rapporter": entries}
        (fresh / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def files_in(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", ".ut.lock")
    }


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


BEFORE = {"index.html": "ett", "rapport/rapport.html": "ett", "rapport/gammal.svg": "ett", "blad/blad.html": "ett"}
AFTER = {"index.html": "två", "rapport/rapport.html": "två", "nytt/nytt.html": "två"}
OWN = {"mina noter.txt": "min", "rapport/min kommentar.txt": "min", "eget/djupt/nere.txt": "min"}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder made on 24 November 2026."""
    deliver(tmp_path / "ut", BEFORE)
    os.utime(tmp_path / "ut" / "manifest.json", (1795521600, 1795521600))
    return tmp_path / "ut"


KEPT = Path("tidigare") / "ut_2026-11-24"


def test_a_users_own_files_stay_and_what_was_there_is_kept_under_its_date(
    target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name, text in OWN.items():
        put(target / name, text)
    (target / "tom").mkdir()
    deliver(target, AFTER)
    assert files_in(target) == {**AFTER, **OWN, "blad/blad.html": "ett"}
    assert (target / "tom").is_dir()
    assert files_in(target.parent / KEPT) == {**BEFORE, **OWN}
    assert hidden(target.parent) == []
    told = caplog.text
    assert f"Det som låg där förut ligger i {target.parent / KEPT}." in told
    assert "Kvar i mappen, inte gjort nu: blad, eget, mina noter.txt, rapport/min kommentar.txt, tom." in told
    assert "ändrat" not in told


def test_a_run_that_changes_nothing_leaves_a_folder_with_own_files_untouched(
    target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name, text in OWN.items():
        put(target / name, text)
    before = {path: path.stat().st_mtime_ns for path in [target, *target.rglob("*")]}
    deliver(target, BEFORE)
    assert {path: path.stat().st_mtime_ns for path in [target, *target.rglob("*")]} == before
    assert not (target.parent / "tidigare").exists()
    assert caplog.text == ""


def test_a_file_of_ours_that_the_user_has_changed_is_kept_and_named(
    target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(target / "rapport" / "rapport.html", "ett, rättat för hand")
    put(target / "rapport" / "gammal.svg", "ritad om för hand")
    put(target / "nytt" / "nytt.html", "mitt eget")
    deliver(target, AFTER)
    changed = {"rapport/gammal.svg": "ritad om för hand"}
    assert files_in(target) == {**AFTER, **changed, "blad/blad.html": "ett"}
    assert files_in(target.parent / KEPT)["rapport/rapport.html"] == "ett, rättat för hand"
    assert files_in(target.parent / KEPT)["nytt/nytt.html"] == "mitt eget"
    told = caplog.text
    assert "Ändrat för hand och gjort på nytt: nytt/nytt.html, rapport/rapport.html." in told


def test_without_a_manifest_everything_is_the_users(tmp_path: Path) -> None:
    for name, text in (OWN | {"index.html": "min", "nytt": "en fil, ingen mapp"}).items():
        put(tmp_path / "ut" / name, text)
    deliver(tmp_path / "ut", AFTER)
    assert files_in(tmp_path / "ut") == {**AFTER, **OWN}
    (kept,) = (tmp_path / "tidigare").iterdir()
    assert files_in(kept) == {**OWN, "index.html": "min", "nytt": "en fil, ingen mapp"}


def test_a_folder_where_a_file_is_to_be_is_kept(target: Path) -> None:
    put(target / "nytt" / "nytt.html" / "min.txt", "min")
    deliver(target, AFTER)
    assert files_in(target) == {**AFTER, "blad/blad.html": "ett"}
    assert files_in(target.parent / KEPT)["nytt/nytt.html/min.txt"] == "min"


def test_several_of_a_day_are_kept_beside_each_other(target: Path) -> None:
    for text in ("två", "tre", "fyra"):
        deliver(target, {"index.html": text})
        os.utime(target / "manifest.json", (1795521600, 1795521600))
    names = ["ut_2026-11-24", "ut_2026-11-24_2", "ut_2026-11-24_3"]
    assert sorted(path.name for path in (target.parent / "tidigare").iterdir()) == names
    assert [files_in(target.parent / "tidigare" / name)["index.html"] for name in names] == ["ett", "två", "tre"]


@pytest.mark.skipif(sys.platform == "win32", reason="a link asks for a right that few have there")
def test_a_users_link_stays_a_link(target: Path) -> None:
    (target / "genväg").symlink_to("finns inte")
    (target / "mapp").symlink_to(target.parent, target_is_directory=True)
    for files in (BEFORE, AFTER):
        deliver(target, files)
    assert (target / "genväg").readlink() == Path("finns inte")
    assert (target / "mapp").readlink() == target.parent
    assert not (target.parent / KEPT / "mapp" / "ut" / "tidigare").is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="a link asks for a right that few have there")
def test_a_link_to_where_things_are_to_lie_goes_on_leading_there(target: Path, tmp_path: Path) -> None:
    link, file = tmp_path / "genväg", tmp_path / "b.csv"
    link.symlink_to(target, target_is_directory=True)
    deliver(link, AFTER)
    assert link.readlink() == target
    assert files_in(target) == {**AFTER, "blad/blad.html": "ett"}
    assert files_in(target.parent / KEPT) == BEFORE
    file.symlink_to(tmp_path / "a.csv")
    for text in ("ett", "två"):
        write_whole(file, text, "utf-8")
        assert (tmp_path / "a.csv").read_text(encoding="utf-8") == text
    assert file.readlink() == tmp_path / "a.csv"


def test_what_a_run_wrote_is_read_from_its_manifest(target: Path) -> None:
    assert sorted(written(target)) == sorted([*BEFORE, "manifest.json"])
    (target / "manifest.json").write_text('{"utdata": {"a": 1}, "rapporter": {"b": []}}', encoding="utf-8")
    assert sorted(written(target)) == ["manifest.json"]
    (target / "manifest.json").unlink()
    assert written(target) == {}


class Killed(BaseException):
    """The process is gone: nothing more happens, no cleaning up either."""


def dies_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process die at a step that changes the disk."""
    left = [steps]

    def mortal(step: Callable[..., object]) -> Callable[..., object]:
        def stepped(*given: object, **named: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return step(*given, **named)

        return stepped

    for name in ("rename", "mkdir", "chmod"):
        monkeypatch.setattr(Path, name, mortal(getattr(Path, name)))
    for name in ("copy2", "rmtree"):
        monkeypatch.setattr(shutil, name, mortal(getattr(shutil, name)))


@pytest.mark.slow
def test_killed_at_any_step_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is the one before, perhaps aside, or the new one; after the next run all is kept."""
    edited, died = BEFORE | OWN | {"index.html": "ändrad"}, 0
    for steps in range(50):
        target = tmp_path / str(steps) / "ut"
        deliver(target, BEFORE)
        for name, text in edited.items():
            put(target / name, text)
        with monkeypatch.context() as patch:
            dies_after(steps, patch)
            try:
                deliver(target, AFTER)
            except Killed:
                died += 1
        whole = target if target.exists() else target.with_name(".ut.forra")
        assert files_in(whole) in (edited, {**AFTER, **OWN, "blad/blad.html": "ett"})
        deliver(target, AFTER)
        assert files_in(target) == {**AFTER, **OWN, "blad/blad.html": "ett"}
        assert edited in [files_in(path) for path in (target.parent / "tidigare").iterdir()]
        assert hidden(target.parent) == []
    assert 10 < died < 50


# Windows: a folder in which a file is open cannot be moved


def test_what_is_finished_is_not_lost_where_excel_has_the_earlier_open(tmp_path: Path) -> None:
    fill(tmp_path / "ut", "ett")
    for text, place in (("två", "ut_ny"), ("tre", "ut_ny_2")):
        with excel(tmp_path / "ut" / "a.txt"), pytest.raises(InputError) as error:
            fill(tmp_path / "ut", text)
        assert str(error.value) == (
            f"Det går inte att byta ut {tmp_path / 'ut'}: stäng a.txt och kör igen. "
            f"Det nya är klart och ligger så länge i {tmp_path / place}"
        )
        assert content(tmp_path / place) == text
        assert content(tmp_path / "ut") == "ett"
        assert hidden(tmp_path) == []
    fill(tmp_path / "ut", "fyra")
    assert content(tmp_path / "ut") == "fyra"


def test_the_same_content_is_no_hindrance_to_excel(tmp_path: Path) -> None:
    fill(tmp_path / "ut", "ett")
    with excel(tmp_path / "ut" / "a.txt"):
        fill(tmp_path / "ut", "ett")
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["ut"]


def test_a_folder_that_cannot_take_the_place_gives_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "ut", "ett")
    real = os.rename

    def rename(source: Path, target: Path) -> None:
        if ".ny-" in str(source) and Path(target).name == "ut":
            raise PermissionError(errno.EACCES, "Access is denied", str(source), None, str(target))
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(InputError, match=r"åtkomst nekas: stäng filen .* ligger så länge i .*ut_ny"):
        fill(tmp_path / "ut", "två")
    assert content(tmp_path / "ut") == "ett"
    assert content(tmp_path / "ut_ny") == "två"
    assert hidden(tmp_path) == []


def test_a_folder_is_free_when_nothing_in_it_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_closed(tmp_path / "ut")
    fill(tmp_path / "ut", "ett")
    (tmp_path / "ut" / "~$a.txt").write_text("Excels egen", encoding="utf-8")
    with excel(tmp_path / "ut" / "~$a.txt"):
        check_closed(tmp_path / "ut")
    with excel(tmp_path / "ut" / "a.txt"):
        with pytest.raises(InputError, match=r"Det går inte att byta ut .*ut: stäng a\.txt och kör igen"):
            check_closed(tmp_path / "ut")
        monkeypatch.setattr(os, "access", lambda *_: False)  # marked as read-only by its user
        check_closed(tmp_path / "ut")
