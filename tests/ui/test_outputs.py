import os

import pytest
from flotation_ui.outputs import check_outputs, make_folder, write_whole

from flotation.errors import DataError


def names(folder):
    return [path.name for path in folder.iterdir()]


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "plan.json"
    write_whole(path, "old")
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert names(tmp_path) == ["plan.json"]


def test_the_old_content_is_never_written_over(tmp_path):
    path, twin = tmp_path / "plan.json", tmp_path / "twin.json"
    path.write_text("old")
    twin.hardlink_to(path)
    write_whole(path, "new")
    assert twin.read_text() == "old"


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "plan.json"
    write_whole(path, "old")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match="plan.json could not be written .No space left"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["plan.json"]


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing/plan.json", "there is no folder"),
        (".", "is a folder; name a file"),
        ("/dev/null", "no ordinary file"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_beforehand(tmp_path, path, message):
    with pytest.raises(DataError, match=message):
        check_outputs([tmp_path / path])


def test_an_output_never_replaces_what_is_being_read(tmp_path):
    survey = tmp_path / "survey.csv"
    survey.write_text("a")
    with pytest.raises(DataError, match="is being read; name another"):
        check_outputs([tmp_path / "." / "survey.csv"], inputs=[survey])


def test_two_outputs_do_not_share_a_file(tmp_path):
    path = tmp_path / "survey.csv"
    with pytest.raises(DataError, match="already the place of another output"):
        check_outputs([path, path])


def test_checking_leaves_nothing_behind(tmp_path):
    check_outputs([tmp_path / "a.json", None])
    assert names(tmp_path) == []


def test_a_folder_where_a_file_stands_is_refused(tmp_path):
    (tmp_path / "demo").write_text("")
    with pytest.raises(DataError, match="cannot be made .*name another with --out"):
        make_folder(tmp_path / "demo")
