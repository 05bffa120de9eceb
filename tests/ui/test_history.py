import json

import pytest
from flotation_ui.words.history import TEXT, summary_text
from history.samples import BY, fill

from flotation.history import open_history
from flotation.history.questions import keep_question, saved_questions
from flotation.history.summary import history_summary


@pytest.fixture(scope="module")
def template(root, tmp_path_factory):
    """The bytes of a filled history."""
    file = tmp_path_factory.mktemp("history") / "history.sqlite3"
    with open_history(file) as history:
        fill(history, root)
    return file.read_bytes()


@pytest.fixture
def file(template, tmp_path, monkeypatch):
    """A filled history, which the commands use without being told."""
    place = tmp_path / "history.sqlite3"
    place.write_bytes(template)
    monkeypatch.setenv("FLOTATION_DB_URL", str(place))
    return place


def asked(run, *words):
    done = run("history", *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_show_says_what_is_kept_of_every_plant(run, file):
    shown = asked(run, "show")
    small, mill = shown["plants"]
    assert (mill["plant"], mill["shifts"], mill["advice"], mill["decided"]) == ("mill", 30, 1, 1)
    assert (mill["questions"], mill["plans"], mill["first"]) == (1, 1, "2023-01-01T00:00:00")
    assert (small["plant"], small["versions"], small["shifts"]) == ("Small", 1, 0)
    assert (shown["checked"], shown["lines"]) == ("ok", 14)
    assert shown["jobs"] == {"queued": 0, "running": 0, "done": 1, "failed": 0, "cancelled": 0}
    assert shown["latest"][-1]["action"] == "job done"


@pytest.mark.parametrize(("language", "word"), [("en", "who"), ("zh", "何人")])
def test_show_prints_who_did_what_last(run, file, language, word):
    done = run("history", "show", "--language", language)
    assert word in done.stdout
    assert "2026-01-05 12:00:00  Li Wei" in done.stdout
    assert str(file) in done.stdout


def test_a_new_history_says_that_it_is_empty(run, tmp_path):
    done = run("history", "show", "--db", tmp_path / "new.sqlite3")
    assert "nothing is kept of any plant yet" in done.stdout
    assert (tmp_path / "new.sqlite3").exists()


def test_every_word_of_the_summary_is_used_in_both_languages(file):
    with open_history(file) as history:
        summary = history_summary(history)
    for text in (summary_text(summary, "en"), summary_text(summary, "zh")):
        used = [pair for pair in TEXT.values() if any(part.split("{")[0] in text for part in pair)]
        assert len(used) == len(TEXT) - 1  # all but the sentence of an empty history


def test_a_backup_is_restored(run, file, tmp_path):
    place = tmp_path / "backup.sqlite3"
    assert asked(run, "backup", place) == {"backup": str(place)}
    with open_history(file) as history:
        keep_question(history, "mill", "later", "x", **BY)
    former = asked(run, "restore", place)["former"]
    with open_history(file) as history, open_history(former) as other:
        assert (len(saved_questions(history, "mill")), len(saved_questions(other, "mill"))) == (
            0,
            1,
        )


def test_a_backup_does_not_replace_the_history_nor_a_folder(run, file, tmp_path):
    for place, words in ((file, "is being read"), (tmp_path, "is a folder")):
        done = run("history", "backup", place)
        assert done.exit_code == 1
        assert words in done.stderr


def test_a_damaged_history_is_one_sentence_that_names_the_way_out(run, file):
    file.write_bytes(file.read_bytes()[:20000] + b"x" * 30000)
    done = run("history", "show")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "is damaged; restore a copy with 'flotation history restore FILE'" in done.stderr


def test_verify_prints_the_head_that_proves_the_audit_later(run, file):
    done = run("history", "verify")
    head = done.stdout.strip()
    assert done.stderr == "14 lines of the audit and 42 rows are as they were written\n"
    assert asked(run, "verify", "--noted", head)["head"] == {"number": 14, "hash": head}
    other = run("history", "verify", "--noted", "0" * 64)
    assert other.exit_code == 1
    assert "no line with the noted hash" in other.stderr


def test_export_writes_files_into_a_new_folder(run, file, tmp_path):
    rows = asked(run, "export", tmp_path / "out")["rows"]
    assert rows["decisions.csv"] == 1
    assert {path.name for path in (tmp_path / "out").glob("*.csv")} <= set(rows)
    assert run("history", "export", tmp_path / "out").exit_code == 1


def test_migrate_says_the_schema_and_the_steps(run, file, tmp_path):
    assert asked(run, "migrate")["steps"] == []
    new = asked(run, "migrate", "--db", tmp_path / "new.sqlite3")
    assert new["steps"][-1] == new["schema"]


def test_an_address_that_is_none_is_refused_in_a_sentence(run):
    for address, words in (
        ("mysql://a@b/c", "cannot be kept in 'mysql'"),
        ("sqlite://", "needs a file"),
        ("://", "no URL such as postgresql://"),
    ):
        for name in ("show", "verify", "migrate"):
            done = run("history", name, "--db", address)
            assert (done.exit_code, words in done.stderr) == (1, True), done.stderr


def test_a_server_is_not_restored_from_a_file(run, file):
    done = run("history", "restore", file, "--db", "postgresql://me:secret@localhost/flotation")
    assert done.exit_code == 1
    assert "use pg_dump and pg_restore" in done.stderr
    assert "secret" not in done.stderr
