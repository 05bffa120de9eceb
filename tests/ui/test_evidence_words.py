import re
from dataclasses import replace

import numpy as np
import pytest
from flotation_ui.report.page import report_html
from flotation_ui.words.evidence import STATUS, STILL, WHY, effect_words, lever_words, reason_words

from flotation.evidence import claim_of
from flotation.lever_effect import Estimate, LeverEffect
from flotation.model_card import PartialEvidence


@pytest.fixture
def plant(demonstration):
    return demonstration.brief.plant


@pytest.fixture
def bha(demonstration):
    return demonstration.brief.model.evidence["w_bha_g_t"]


def test_the_chinese_report_says_its_evidence_in_chinese(demonstration):
    page = report_html(demonstration.brief, "zh")
    for english in ("trial shifts", "time blocks agree", "is its own", "to concentrate"):
        assert english not in page
    assert page.count("为自身变化") == len(demonstration.brief.model.evidence)


def test_both_languages_say_the_same_numbers(plant, bha):
    for effect in bha.effects:
        english, chinese = (effect_words(plant, bha.lever, effect, x) for x in ("en", "zh"))
        found = [
            sorted(re.findall(r"[+-]?\d+(?:\.\d+)?", said.replace("WO3", "")))
            for said in (english, chinese)
        ]
        assert found[0] == found[1]


def test_every_verdict_and_reason_has_its_chinese_words(plant, bha):
    second = PartialEvidence(estimate=-0.1, low=-0.2, high=-0.05, at=(1.0, 2.0))
    for status, said in STATUS.items():
        for reason in ("", "trials", "blocks", "opposite", *WHY):
            effect = replace(
                bha.effects[0], status=status, reason=reason, partial=second, trial_shifts=0
            )
            found = lever_words(plant, replace(bha, status=status, effects=(effect,)), "zh")
            assert found.startswith(plant.columns["w_bha_g_t"].zh)
            assert said + WHY.get(reason, "") in found
            assert "扣除操作者所见后：-18 % 至 -4.9 %" in found
            assert ("试验即可判定" in found) == (status != "supported")


def test_a_lever_without_an_effect_says_why(plant, bha):
    for reason, said in STILL.items():
        still = replace(bha, status="not shown", effects=(), reason=reason)
        assert lever_words(plant, still, "zh").endswith(said)
        assert reason_words(plant, still, "zh") == f"未能证明；{said}"


def test_a_file_of_an_older_program_keeps_its_sentence(plant, bha):
    old = replace(bha, effects=(), reason="")
    assert lever_words(plant, old, "zh").endswith(bha.sentence.split("): ", 1)[1])


def test_no_reason_of_a_verdict_lacks_words():
    """Every code that a verdict can give without support is one that the words know."""
    given = set()
    for slope in (0.3, 0.01):
        for signs in ([1, 1, 1], [1, -1, -1]):
            for own in (0.5, 0.01):
                effect = LeverEffect(
                    at=(0.0, 1.0),
                    estimate=Estimate(slope=slope, slope_sd=0.05, bend=0.0, bend_sd=0.1),
                    slopes=np.array(signs),
                    bends=np.array(signs),
                    trials=0,
                )
                claim = claim_of("rising", effect, own, 5)
                if claim.status == "not shown":
                    given.add(claim.reason)
    assert given == {"unsure", "own", "disagree"}
    assert given < set(WHY)
