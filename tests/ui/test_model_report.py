import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from flotation_ui.figures import (
    DriftFigure,
    block_figures,
    drift_figures,
    response_figures,
)
from flotation_ui.inputs import read_plant_and_survey
from flotation_ui.report.drift_chart import drift_chart
from flotation_ui.report.labels import TEXT
from flotation_ui.report.model_page import model_html
from flotation_ui.report.svg import NOW

from flotation.drift import survey_drift
from flotation.measured_recovery import measured_recovery

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def model(demonstration):
    return demonstration.brief.model


@pytest.fixture(scope="module")
def plant(demonstration):
    return demonstration.brief.plant


@pytest.fixture(scope="module")
def older(model):
    """The same model as though its survey had ended after 1,500 shifts."""
    return replace(model, card=model.card | {"span": {"first": "", "last": "2025-05-14 08:00:00"}})


@pytest.fixture(scope="module")
def drift(plant, older):
    return drift_figures(plant, older, read_plant_and_survey("reference", "reference")[1])


def test_a_response_is_what_the_model_predicts_and_its_band_is_the_interval(plant, model):
    for figure in response_figures(plant, model):
        settings = {**model.present_settings, figure.lever: np.array(figure.settings)}
        predicted = model.predict(settings, model.present_conditions).recovery[figure.component]
        low, high = model.intervals[figure.component].bounds(predicted, 0.9)
        assert figure.recovery == pytest.approx(100.0 * predicted, rel=1e-4)
        assert figure.low == pytest.approx(100.0 * low, rel=1e-4)
        assert figure.high == pytest.approx(100.0 * high, rel=1e-4)
        assert figure.status == model.evidence[figure.lever].status


def test_bars_count_past_set_points(plant, model):
    figure = next(f for f in response_figures(plant, model) if f.lever == "w_bha_g_t")
    past = np.array(model.history.values)[:, model.history.columns.index("w_bha_g_t")]
    fullest = int(np.argmax(figure.density))
    inside = (past >= figure.edges[fullest]) & (past < figure.edges[fullest + 1])
    assert max(figure.density) == 1.0
    assert inside.sum() == max(np.histogram(past, bins=figure.edges)[0])


def test_time_blocks_are_those_of_the_card(model):
    figures = {figure.component: figure.blocks for figure in block_figures(model)}
    assert sum(len(blocks) for blocks in figures.values()) == len(model.card["blocks"])
    first = next(b for b in model.card["blocks"] if b["target"] == "recovery/WO3")
    assert figures["WO3"][0][1:] == (100.0 * first["measured"], 100.0 * first["predicted"])


def test_drift_starts_after_the_model_s_survey(drift, older):
    for figure in drift:
        assert (
            figure.time[figure.newer - 1] <= older.card["span"]["last"] < figure.time[figure.newer]
        )
        assert len(figure.up) == len(figure.down) == len(figure.time) - figure.newer
        inside = [
            lo <= e <= hi for lo, e, hi in zip(figure.low, figure.error, figure.high, strict=True)
        ]
        assert np.mean(inside) == pytest.approx(0.9, abs=0.04)


def test_the_sums_drawn_are_those_that_drift_is_judged_by(plant, drift, older):
    survey = read_plant_and_survey("reference", "reference")[1]
    since = pd.Timestamp(older.card["span"]["last"])
    measured = measured_recovery(plant, survey)
    judged = survey_drift(plant, survey, older, measured, since).errors
    for figure, error in zip(drift, judged, strict=True):
        assert figure.component == error.component
        assert max(*figure.up, *figure.down) == pytest.approx(error.cusum, rel=1e-4)
        assert figure.limit == pytest.approx(error.cusum_limit, rel=1e-4)


def test_newer_shifts_have_a_colour_of_their_own_and_sums_a_limit(drift):
    picture = ET.fromstring(drift_chart(drift[0], "WO3", ("errors", "sums")))
    dots = list(picture.iter(f"{SVG}circle"))
    assert len(dots) == len(drift[0].time)
    assert sum(dot.get("fill") == NOW for dot in dots) == len(drift[0].time) - drift[0].newer
    assert len(list(picture.iter(f"{SVG}polyline"))) == 2


def test_a_survey_without_newer_shifts_has_no_sums(plant, model):
    figure = DriftFigure(
        component="WO3",
        time=("2026-01-01 00:00:00", "2026-01-01 08:00:00"),
        error=(0.5, -1.0),
        low=(-2.0, -2.0),
        high=(2.0, 2.0),
        newer=2,
        up=(),
        down=(),
        limit=0.0,
    )
    picture = ET.fromstring(drift_chart(figure, "WO3", ("errors", "sums")))
    assert not list(picture.iter(f"{SVG}polyline"))
    later = replace(model, card=model.card | {"span": {"first": "", "last": "2099-01-01"}})
    survey = read_plant_and_survey("reference", "reference")[1]
    assert all(f.up == () for f in drift_figures(plant, later, survey))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_every_part_in_its_language_and_asks_nothing_of_outside(
    plant, model, drift, language
):
    page = model_html(plant, model, language, drift)
    place = ("en", "zh").index(language)
    for part in ("scores", "responses", "evidence", "drift", "provenance"):
        assert f"<h2>{TEXT[part][place]}</h2>" in page
    assert page.count("<svg") == len(response_figures(plant, model)) + 3 + len(drift)
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", page)


def test_a_warning_stands_in_the_page(plant, model):
    warning = {"kind": "no better than the last lab value", "target": "recovery/Mo", "r2": -0.2}
    warned = replace(model, card=model.card | {"warnings": [warning]})
    assert "NO BETTER than the last lab value" in model_html(plant, warned)
    assert "并不优于各班之前已知的最近一次化验值" in model_html(plant, warned, "zh")
    assert "NO BETTER" not in model_html(plant, model)


def test_the_command_writes_the_page_and_prints_the_figures(run, model_path, tmp_path):
    page = tmp_path / "model.html"
    result = run("report", "reference", model_path, "-o", page, "--json")
    assert result.exit_code == 0, result.stderr
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    shown = json.loads(result.stdout)
    assert len(shown["blocks"]) == 3
    assert shown["drift"] == []
    nothing = run("report", "reference", model_path)
    assert nothing.exit_code == 2
    assert "say -o PAGE, or --json" in nothing.stderr
