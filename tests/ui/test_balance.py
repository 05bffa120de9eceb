"""``flotation balance`` prints yield, grade and recovery with their errors."""

import json

import pytest
from flotation_ui.words.balance import with_sd

from flotation.balance import recovery_from_grades, separation_efficiency
from flotation.balance_error import recovery_relative_sd, separation_efficiency_relative_sd
from flotation.surrogate.simulation import simulate

ROUGHER = ("--feed", "WO3=0.43", "--concentrate", "WO3=2.96", "--tails", "WO3=0.053")


def numbers(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout, parse_constant=pytest.fail)["components"]


def test_the_published_rougher_is_printed_with_its_symbols_and_errors(run):
    result = run("balance", *ROUGHER)
    header, concentrate, tails, feed = result.stdout.splitlines()[:4]
    assert [w for w in header.split() if w in ("γ,", "β,", "ε,")] == ["γ,", "β,", "ε,"]
    assert concentrate.split()[:4] == ["concentrate", "12.97", "±", "0.40"]
    assert "89.27 ± 0.33" in concentrate
    assert "10.73 ± 0.33" in tails
    assert feed.split()[:3] == ["feed", "100", "0.4300"]


def test_json_agrees_with_the_two_product_formulae(run):
    (entry,) = numbers(run("balance", *ROUGHER, "--json", "--sd", "1"))
    line = entry["products"][0]
    recovery = recovery_from_grades(0.43, 2.96, 0.053)
    sd = recovery * recovery_relative_sd(0.43, 2.96, 0.053, 0.0043, 0.0296, 0.00053)
    assert line["recovery_pct"] == pytest.approx(100.0 * recovery, rel=1e-6)
    assert line["recovery_sd_pct"] == pytest.approx(100.0 * sd, rel=1e-5)
    assert line["enrichment"] == pytest.approx(2.96 / 0.43)
    efficiency = separation_efficiency(0.43, 2.96, recovery, entry["mineral_grade_pct"])
    assert line["separation_efficiency_pct"] == pytest.approx(100.0 * efficiency, rel=1e-6)
    sd = separation_efficiency_relative_sd(0.43, 2.96, 0.053, 80.5, 0.0043, 0.0296, 0.00053)
    found = line["separation_efficiency_sd_pct"] / line["separation_efficiency_pct"]
    assert found == pytest.approx(sd, rel=0.03)
    assert line["enrichment_sd"] / line["enrichment"] == pytest.approx(2**0.5 * 0.01, rel=1e-5)


def test_the_error_of_the_assays_is_two_per_cent_unless_said_otherwise(run):
    usual, two, four = (
        numbers(run("balance", *ROUGHER, "--json", *words))[0]["products"][0]["recovery_sd_pct"]
        for words in ((), ("--sd", "2"), ("--sd", "4"))
    )
    assert usual == two
    assert four == pytest.approx(2.0 * two, rel=1e-6)


def test_the_grade_of_the_pure_mineral_can_be_given(run):
    usual, given = (
        numbers(run("balance", *ROUGHER, "--json", *words))[0]
        for words in ((), ("--mineral", "WO3=76.6"))
    )
    assert usual["mineral_grade_pct"] == pytest.approx(80.5, abs=0.05)
    assert given["mineral_grade_pct"] == 76.6
    assert (
        usual["products"][0]["separation_efficiency_pct"]
        != given["products"][0]["separation_efficiency_pct"]
    )


def test_a_component_without_a_known_mineral_has_no_efficiency(run):
    words = [w.replace("WO3", "SiO2") for w in ROUGHER]
    (entry,) = numbers(run("balance", *words, "--json"))
    assert entry["mineral_grade_pct"] is None
    assert entry["products"][0]["separation_efficiency_pct"] is None
    assert run("balance", *words).stdout.splitlines()[1].endswith("-")


def test_two_concentrates_make_a_three_product_balance_that_closes(run):
    lead, zinc = numbers(
        run(
            *("balance", "--json", "--feed", "Pb=3,Zn=6", "--concentrate", "Pb=60,Zn=5"),
            *("--concentrate", "Pb=2,Zn=55", "--tails", "Pb=0.3,Zn=0.5"),
        )
    )
    assert [line["product"] for line in zinc["products"]] == [
        *("concentrate 1", "concentrate 2", "tails"),
    ]
    for entry in (lead, zinc):
        assert sum(line["yield_pct"] for line in entry["products"]) == pytest.approx(100.0)
        assert sum(line["recovery_pct"] for line in entry["products"]) == pytest.approx(100.0)
    assert zinc["products"][0]["yield_pct"] == lead["products"][0]["yield_pct"]
    assert lead["products"][0]["yield_pct"] == pytest.approx(4.245, abs=1e-3)


def test_assays_that_contradict_each_other_are_called_so(run, tmp_path):
    table = tmp_path / "grades.csv"
    table.write_text("stream,Pb_pct,Zn_pct\nfeed,3,6\nconc,10,9\ntails,0.3,5\n")
    assert "The assays agree" in run("balance", "--grades", table).stdout
    table.write_text("stream,Pb_pct,Zn_pct\nfeed,3,8\nconc,10,9\ntails,0.3,5\n")
    result = run("balance", "--grades", table)
    assert "The assays contradict each other (chance of a worse misfit:" in result.stdout


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    path = tmp_path_factory.mktemp("survey") / "survey.csv"
    simulate(150, seed=8).table.to_csv(path, index=False)
    return path


def test_a_month_of_a_survey_closes_to_100_per_cent_for_every_component(run, survey):
    result = run(
        "balance", "reference", survey, "--from", "2024-01-01", "--to", "2024-01-31", "--json"
    )
    found = json.loads(result.stdout, parse_constant=pytest.fail)
    assert found["last_shift"] == "2024-01-31 16:00"
    assert found["shifts"] + found["left_out"] + found["stopped"] == 93
    assert [e["component"] for e in found["components"]] == ["WO3", "Mo", "Bi", "CaF2"]
    for entry in found["components"]:
        for share in ("yield_pct", "recovery_pct"):
            assert sum(p[share] for p in entry["products"]) == pytest.approx(100.0, abs=1e-4)
        metal = sum(p["yield_pct"] * p["grade_pct"] for p in entry["products"]) / 100.0
        assert metal == pytest.approx(entry["feed_grade_pct"], rel=1e-5)


def test_people_read_the_period_the_tonnage_and_labels(run, survey):
    result = run("balance", "reference", survey, "--to", "2024-01-31")
    assert result.exit_code == 0, result.output
    assert "from 2024-01-01 00:00 to 2024-01-31 16:00" in result.stdout
    assert "t of dry feed" in result.stdout
    assert "too little assayed to follow: CaCO3" in result.stdout
    assert "the other 2 together" in result.stdout
    assert "heated cleaning tails" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 110


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--feed", "WO3=1"),
        (*ROUGHER[:4],),
        (*ROUGHER, "--from", "2024-01-01"),
        (*ROUGHER, "--grades", "grades.csv"),
        ("reference",),
        ("reference", "reference", "--feed", "WO3=1"),
        ("reference", "reference", "--sd", "2"),
        ("reference", "reference", "--mineral", "WO3=80"),
        (*ROUGHER, "--sd", "0"),
    ],
)
def test_options_that_do_not_belong_together_are_a_usage_mistake(run, words):
    assert run("balance", *words).exit_code == 2


def test_a_feed_outside_its_products_ends_with_one_and_a_sentence(run):
    result = run("balance", *ROUGHER[:4], "--tails", "WO3=0.53", "--json")
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert "must lie between those of the products" in error["message"]


@pytest.mark.parametrize(
    ("value", "sd", "text"),
    [
        (12.9669, 0.3978, "12.97 ± 0.40"),
        (1234.0, 25.0, "1234 ± 25"),
        (0.43, float("nan"), "0.43"),
        (0.43, 0.0, "0.43"),
        (float("nan"), 1.0, "-"),
    ],
)
def test_a_number_ends_where_its_error_begins(value, sd, text):
    assert with_sd(value, sd) == text
