"""``flotation shift``, and ``flotation plan --report`` by the ending of its name."""

import json

import pytest
from flotation_ui.inputs import survey_path
from ui.reports.readers import Page, sheets

AT = ("--at", "2025-03-01")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Some days of the shipped survey in a file of their own."""
    header, *rows = survey_path("reference").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if row.startswith(("2025-02-2", "2025-03-0"))]
    path = tmp_path_factory.mktemp("survey") / "days.csv"
    path.write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    return path


def test_without_a_file_the_report_is_printed(run, small):
    result = run("shift", "reference", small, *AT)
    assert result.exit_code == 0, result.stderr
    for words in (
        "Daily report",
        "2025-03-01; 3 shifts running",
        "theoretical ε, %",
        "Shift by shift",
    ):
        assert words in result.stdout


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (AT, "日报"),
        ((*AT, "--period", "shift"), "班报"),
        (("--at", "2025-03-01 09:30"), "班报"),
        ((*AT, "--period", "month"), "月报"),
        ((), "班报"),
    ],
)
def test_the_period_follows_what_was_asked(run, small, words, title):
    result = run("shift", "reference", small, *words, "--language", "zh")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[0].endswith(title)


@pytest.mark.needs("fonts-wqy-microhei")
def test_one_run_writes_every_kind(run, small, tmp_path, font):
    paths = [tmp_path / f"day.{kind}" for kind in ("xlsx", "html", "pdf")]
    outputs = [word for path in paths for word in ("-o", path)]
    result = run(
        "shift", "reference", small, *AT, *outputs, "--language", "zh", "--font", font.path
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert [path.read_bytes()[:4] for path in paths] == [b"PK\x03\x04", b"<!DO", b"%PDF"]
    assert "金属平衡" in sheets(paths[0].read_bytes())
    assert (
        len(Page(paths[1].read_text(encoding="utf-8")).tables)
        == len(sheets(paths[0].read_bytes())) - 2
    )  # the summary and the charts' numbers are no tables


def test_machines_get_figures_in_per_cent_and_null_for_what_is_not_known(run, small):
    answer = json.loads(run("shift", "reference", small, *AT, "--json").stdout)
    assert answer["running"] == 3
    tungsten = answer["recoveries"][0]
    assert 20.0 < tungsten["theoretical_pct"] < 40.0
    assert answer["streams"][2]["tonnes"] is None
    assert 0.3 < answer["streams"][0]["grade_pct"]["WO3"] < 0.6
    feed = [line for line in answer["balance"] if line["streams"] == ["ore"]]
    assert [line["recovery_pct"] for line in feed] == [100.0, 100.0, 100.0]
    assert answer["margin_cny_t"] == pytest.approx(
        answer["value_cny_t"] - answer["cost_cny_t"]["total"], rel=1e-5
    )


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--at", "2024-01-05"), 1, "no shift of the survey starts on 2024-01-05"),
        ((*AT, "-o", "day.docx"), 1, "a report is .html, .xlsx or .pdf"),
        ((*AT, "--font", "some.ttf"), 2, "--font is for a report that ends in .pdf"),
        ((*AT, "-o", "day.pdf", "--font", "nowhere.ttf"), 1, "cannot be used as a font"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(run, small, words, code, sentence):
    result = run("shift", "reference", small, *words)
    assert result.exit_code == code
    assert sentence in result.stderr.replace("\n", " ")


@pytest.mark.parametrize("kind", ["xlsx", "html"])
def test_a_plan_s_report_is_of_the_kind_its_name_says(run, model_path, tmp_path, kind):
    path = tmp_path / f"plan.{kind}"
    result = run("plan", "reference", model_path, "--target", "WO3=50", "--report", path)
    assert result.exit_code == 0, result.stderr
    assert path.read_bytes().startswith({"xlsx": b"PK", "html": b"<!DOCTYPE"}[kind])


def test_a_plan_s_report_of_no_kind_is_refused_before_planning(run, model_path, tmp_path):
    result = run("plan", "reference", model_path, "--report", tmp_path / "plan.doc")
    assert result.exit_code == 1
    assert "plan.doc ends in .doc" in result.stderr
