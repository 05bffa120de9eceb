import pytest
from flotation_ui.outputs import check_outputs, make_folder

from flotation.errors import DataError


def names(folder):
    return [path.name for path in folder.iterdir()]


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
