"""A table of scenarios is understood column by column, or refused with a hint."""

import gzip

import numpy as np
import pandas as pd
import pytest

from flotation.errors import DataError
from optimiser.question import Question
from optimiser.scenarios import (
    read_scenarios,
    scenario_columns,
    scenario_question,
    scenarios_of,
)
from tests.optimiser import plants

PLANT = plants.plant(2, heating=True)
MODEL = plants.model(PLANT)
TEXT = b"scenario,prices.collector,target_recovery_pct.WO3\ndear,60000,40\n,,35\n"


def read(data):
    return read_scenarios(data, PLANT, MODEL)


def test_every_number_of_a_question_may_be_a_column():
    names = scenario_columns(PLANT, MODEL)
    wanted = {"budget_cny_t", "confidence", "prices.heat", "conditions.ambient_c"}
    wanted |= {"target_recovery_pct.WO3", "min_grade_pct.WO3", "fixed.lead_g_t", "present.hot_c"}
    assert wanted <= set(names)
    assert not {"goal", "component", "move_limits", "within_region"} & set(names)


def test_an_empty_cell_leaves_what_the_base_question_says():
    found = read(TEXT)
    assert found.labels == ("dear", "2")
    assert found.row(0) == {"prices.collector": 60000.0, "target_recovery_pct.WO3": 40.0}
    assert found.row(1) == {"target_recovery_pct.WO3": 35.0}


@pytest.mark.parametrize("kind", ["csv", "gz", "xlsx", "parquet"])
def test_every_kind_of_file_gives_the_same_scenarios(kind, tmp_path):
    table = pd.DataFrame({"prices.lead": [1e4, 2e4], "budget_cny_t": [40.0, np.nan]})
    path = tmp_path / f"table.{kind}"
    if kind == "xlsx":
        table.to_excel(path, index=False, engine="xlsxwriter")
    elif kind == "parquet":
        table.to_parquet(path, index=False)
    else:
        data = table.to_csv(index=False).encode()
        path.write_bytes(gzip.compress(data) if kind == "gz" else data)
    found = read(path)
    assert found.row(0) == {"prices.lead": 1e4, "budget_cny_t": 40.0}
    assert found.row(1) == {"prices.lead": 2e4}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"prices.colector\n1\n", "did you mean 'prices.collector'"),
        (b"prices.collector,zzz.q\n1,2\n", "no key of a question is 'zzz.q'"),
        (b"prices.lead,prices.lead\n1,2\n", "stands twice"),
        (b"scenario\na\n", "changes nothing"),
        (b"prices.lead\n", "no row"),
        (b"", "the table of scenarios is empty"),
        (b"%PDF-1.4 x", "is a PDF"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(text, words):
    with pytest.raises(DataError, match=words):
        read(text)


def test_an_unknown_column_of_a_parquet_file_is_refused(tmp_path):
    path = tmp_path / "t.parquet"
    pd.DataFrame({"prices.lead": [1.0], "prices.soup": [2.0]}).to_parquet(path)
    with pytest.raises(DataError, match=r"prices\.soup"):
        read(path)


def test_a_cell_that_is_no_number_is_a_fault_of_its_row_alone():
    found = read(b"prices.lead,budget_cny_t\n1000,40\n12a,41\n1100,42\n")
    assert set(found.faults) == {1}
    assert "prices.lead in line 3 is '12a'" in found.faults[1]


def test_a_row_with_more_cells_than_headers_is_a_fault_of_its_row_alone():
    found = read(b"prices.lead,budget_cny_t\n1000,40\n1000,40,7\n")
    assert list(found.faults) == [1]


def test_a_part_keeps_rows_and_faults_together():
    found = read(b"prices.lead\n1\nx\n3\n").part(1, 3)
    assert len(found) == 2
    assert set(found.faults) == {0}
    assert found.row(1) == {"prices.lead": 3.0}


def test_a_number_out_of_bounds_is_named_with_its_key():
    base = Question(goal="least_cost", target_recovery_pct={"WO3": 30.0})
    with pytest.raises(DataError, match=r"target_recovery_pct\.WO3.*less than or equal to 100"):
        scenario_question(base, {"target_recovery_pct.WO3": 130.0})
    assert base.target_recovery_pct == {"WO3": 30.0}


def test_columns_in_memory_must_be_numbers_of_one_length():
    with pytest.raises(DataError, match="numbers only"):
        scenarios_of({"prices.lead": ["a"]}, PLANT, MODEL)
    with pytest.raises(DataError, match="one length"):
        scenarios_of({"prices.lead": [1.0], "budget_cny_t": [1.0, 2.0]}, PLANT, MODEL)
    found = scenarios_of({"prices.lead": [1.0, np.inf]}, PLANT, MODEL)
    assert "not finite" in found.faults[1]
