"""Data beside a project are found wherever both go; a relative path stays one."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.image_folder import ImageFolder
from nnsim.document import storage
from nnsim.document.file_state import FileState
from nnsim.document.project import Project
from nnsim.document.recovery import RecoveryStore
from tests.data.images import folder_of

ROWS = "a,b,c\n" + "1,2,x\n3,4,y\n" * 20


def project_on(path: str | Path, folder: str = "") -> Project:
    return Project(data=DataSettings(CsvFile(str(path), folder=folder)))


def written(path: Path) -> str:
    """Return the path of the data as it stands in the file."""
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("project.json"))["data"]["source"]["settings"]["path"]


def put(path: Path, data: str) -> None:
    """Write a project file in which the path of the data is `data`, letter by letter."""
    storage.save(path, project_on("letters"))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    record = json.loads(members["project.json"])
    record["data"]["source"]["settings"]["path"] = data
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**members, "project.json": json.dumps(record)}.items():
            archive.writestr(name, content)


def rows_of(path: Path) -> int:
    return len(prepare(storage.load(path).project.data).dataset)


@pytest.fixture
def there(tmp_path) -> Path:
    """Return a folder with data beside and below."""
    home = tmp_path / "there"
    (home / "data").mkdir(parents=True)
    (home / "d.csv").write_text(ROWS)
    (home / "data" / "e.csv").write_text(ROWS)
    return home


@pytest.mark.parametrize("path", ["d.csv", "data/e.csv", "./d.csv", "../there/d.csv"])
def test_a_relative_path_is_relative_to_the_project_and_stays_so(
    there: Path, tmp_path, monkeypatch, path: str
) -> None:
    put(there / "p.nnsim", path)
    monkeypatch.chdir(tmp_path.parent)  # anywhere else
    assert rows_of(there / "p.nnsim") == 40
    opened = storage.load(there / "p.nnsim")
    assert opened.problems == ()
    storage.save(there / "p.nnsim", opened.project)
    assert not os.path.isabs(written(there / "p.nnsim"))
    assert rows_of(there / "p.nnsim") == 40
    moved = shutil.move(there, tmp_path / "elsewhere")
    if not path.startswith(".."):
        assert rows_of(Path(moved) / "p.nnsim") == 40


def test_in_another_folder_it_leads_to_the_same_data(there: Path, tmp_path) -> None:
    put(there / "p.nnsim", "d.csv")
    away = tmp_path / "a" / "b"
    away.mkdir(parents=True)
    storage.save(away / "q.nnsim", storage.load(there / "p.nnsim").project)
    assert written(away / "q.nnsim") == "../../there/d.csv"
    assert rows_of(away / "q.nnsim") == 40
    storage.save(there / "data" / "q.nnsim", storage.load(away / "q.nnsim").project)
    assert written(there / "data" / "q.nnsim") == "../d.csv"


def test_a_path_from_where_python_stands_is_rewritten_for_the_file(
    there: Path, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(there / "data")
    storage.save(there / "p.nnsim", project_on("e.csv"))
    assert written(there / "p.nnsim") == "data/e.csv"
    storage.save(there / "q.nnsim", project_on("d.csv"))
    assert written(there / "q.nnsim") == "d.csv", "not there from here: meant as it will stand in the file"


def test_an_absolute_path_stays_one_while_it_is_right(there: Path, tmp_path) -> None:
    storage.save(tmp_path / "p.nnsim", project_on(there / "d.csv"))
    opened = storage.load(tmp_path / "p.nnsim")
    assert opened.project == project_on(there / "d.csv")
    storage.save(tmp_path / "p.nnsim", opened.project)
    assert written(tmp_path / "p.nnsim") == str(there / "d.csv")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/home/anna/course/d.csv", "d.csv"),
        ("/home/anna/course/data/e.csv", "data/e.csv"),
        ("C:\\Users\\Anna\\course\\data\\e.csv", "data/e.csv"),
        ("C:/Users/Anna/d.csv", "d.csv"),
        ("\\\\server\\share\\d.csv", "d.csv"),
        ("data\\e.csv", "data/e.csv"),
        ("~anna/d.csv", "d.csv"),
        ("../gone/d.csv", "d.csv"),
        ("/home/anna/there/d.csv", "d.csv"),
    ],
)
def test_data_that_moved_with_their_project_are_found_and_said(there: Path, old: str, new: str) -> None:
    put(there / "p.nnsim", old)
    opened = storage.load(there / "p.nnsim")
    assert rows_of(there / "p.nnsim") == 40
    assert len(opened.problems) == 1
    assert old in opened.problems[0]
    assert new in opened.problems[0]
    storage.save(there / "p.nnsim", opened.project)
    assert Path(written(there / "p.nnsim")) in (Path(new), Path("../there/d.csv"))
    assert storage.load(there / "p.nnsim").problems == ()


def test_data_in_the_same_folder_beside_the_projects_are_found(there: Path) -> None:
    (there / "projects").mkdir()
    put(there / "projects" / "p.nnsim", "/media/stick/data/e.csv")
    assert rows_of(there / "projects" / "p.nnsim") == 40
    put(there / "projects" / "q.nnsim", "/media/stick/d.csv")
    assert storage.load(there / "projects" / "q.nnsim").problems == (), "a name alone is no evidence above"


@pytest.mark.parametrize(
    "path", ["~anna/x.csv", "/none/x.csv", "x.csv", "x\0.csv", "n" * 3000 + ".csv", "", "  ", "\ud800"]
)
def test_what_is_nowhere_stays_as_it_is(there: Path, path: str) -> None:
    put(there / "p.nnsim", path)
    opened = storage.load(there / "p.nnsim")
    assert opened.project.data.source.path == path
    storage.save(there / "p.nnsim", opened.project)
    assert written(there / "p.nnsim") == path


def test_a_recovery_copy_looks_for_data_where_its_original_did(there: Path, tmp_path) -> None:
    put(there / "p.nnsim", "d.csv")
    project = storage.load(there / "p.nnsim").project
    for file in (FileState(there / "p.nnsim", None), None):
        store = RecoveryStore(tmp_path / "recovery")
        store.write(replace(project, notes="x"), None, file)
        os.close(store._lock._descriptor)
        store._lock._descriptor = None
        (copy,) = RecoveryStore(tmp_path / "recovery").list()
        back = RecoveryStore(tmp_path / "recovery").load(copy).project
        assert len(prepare(back.data).dataset) == 40
        storage.save(there / "q.nnsim", back)
        assert written(there / "q.nnsim") == ("d.csv" if file else str(there / "d.csv"))
        copy.path.unlink()


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_project_reached_by_a_link_finds_its_data(there: Path, tmp_path) -> None:
    put(there / "p.nnsim", "d.csv")
    (tmp_path / "link").symlink_to(there)
    assert rows_of(tmp_path / "link" / "p.nnsim") == 40
    (tmp_path / "only.nnsim").symlink_to(there / "p.nnsim")
    assert rows_of(tmp_path / "only.nnsim") == 40
    storage.save(tmp_path / "only.nnsim", storage.load(tmp_path / "only.nnsim").project)
    assert written(there / "p.nnsim") == "d.csv"
    (tmp_path / "x.csv").write_text(ROWS)
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (there / "short").symlink_to(deep)
    storage.save(there / "short" / "q.nnsim", project_on("x.csv", folder=str(tmp_path)))
    assert rows_of(there / "short" / "q.nnsim") == 40


SHARED = Path(__file__).parents[3] / "shared" / "cases"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the cases are not here")
def test_the_cases_of_strangers(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NnsimError, match=r"^There is no file ~anna/data\.csv\."):
        prepare(storage.load(SHARED / "data_path_other_user.nnsim").project.data)
    assert rows_of(SHARED / "diverged_by_unscaled_targets.nnsim") == 400


def test_a_folder_of_images_is_found_like_a_file(tmp_path):
    home = tmp_path / "there"
    folder_of(home / "pets", {"cat": 2, "dog": 2})
    project = Project(data=DataSettings(ImageFolder(path=str(home / "pets"))))
    storage.save(
        home / "p.nnsim", replace(project, data=DataSettings(ImageFolder(path="pets", folder=str(home))))
    )
    assert written(home / "p.nnsim") == "pets"
    moved = tmp_path / "moved"
    home.rename(moved)
    assert rows_of(moved / "p.nnsim") == 4
    storage.save(moved / "q.nnsim", project)
    opened = storage.load(moved / "q.nnsim")
    assert len(prepare(opened.project.data).dataset) == 4
    [said] = opened.problems
    assert "pets, found beside the project" in said
    (moved / "r").mkdir()
    (moved / "r" / "pets").write_text("a file called like the folder")
    storage.save(moved / "r" / "p.nnsim", project)
    assert storage.load(moved / "r" / "p.nnsim").project.data.source.path == str(home / "pets")
