"""A batch gives what single plans give, in order, whatever happens on the way."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from flotation.errors import DataError, SolverError
from optimiser import batch, batch_workers
from optimiser.batch import case_of, plan_table, run_batch
from optimiser.batch_parts import Parts
from optimiser.planning import plan
from optimiser.question import Question
from optimiser.scenarios import scenario_question, scenarios_of
from tests.optimiser import batch_in_a_child as child
from tests.optimiser import plants

ROOT = Path(__file__).resolve().parents[2]
BASE = Question(goal="least_cost", target_recovery_pct={"WO3": 30.0})


@pytest.fixture(scope="module")
def whole():
    plant = plants.plant(2, heating=True, bond=True, second_product=True)
    return plant, plants.model(plant)


@pytest.fixture(scope="module")
def results(whole):
    columns = {
        "prices.collector": [3e4, 5e4, np.nan, 4e4, 4e4],
        "target_recovery_pct.WO3": [25.0, 31.0, 33.0, 99.0, 130.0],
        "conditions.ambient_c": [10.0, np.nan, 25.0, 20.0, 20.0],
    }
    return columns, plan_table(*whole, columns, question=BASE, in_process=True)


def test_every_row_is_what_a_single_plan_says(whole, results):
    columns, table = results
    scenarios = scenarios_of(columns, *whole)
    for i in range(3):
        single = plan(*whole, scenario_question(BASE, scenarios.row(i)), in_process=True)
        row = table.iloc[i]
        assert row["status"] == single.status == "optimal"
        for lever, value in single.setpoints.items():
            assert row[lever] == pytest.approx(value, rel=1e-6)
        for c, expected in single.recovery.items():
            shown = [row[f"recovery_{c.lower()}{end}_pct"] for end in ("", "_low", "_high")]
            wanted = [100.0 * v for v in (expected.value, expected.low, expected.high)]
            assert shown == pytest.approx(wanted, rel=1e-6)
            assert row[f"grade_{c.lower()}_pct"] == pytest.approx(100 * single.grade[c], rel=1e-6)
        assert row["cost_total_cny_t"] == pytest.approx(single.cost.total, rel=1e-6)
        assert row["margin_cny_t"] == pytest.approx(single.margin, rel=1e-6)
        assert row["objective"] == pytest.approx(single.certificate.objective, rel=1e-6)
        assert row["bound"] == pytest.approx(single.certificate.bound, rel=1e-6)
        assert row["gap"] <= 1e-4


def test_a_row_that_cannot_be_planned_says_why_and_the_others_go_on(results):
    table = results[1]
    assert list(table["status"]) == ["optimal"] * 3 + ["infeasible", "bad input"]
    assert "no set-points meet every limit" in table["error"][3]
    assert "target_recovery_pct.WO3" in table["error"][4]
    assert table["cost_total_cny_t"].notna().tolist() == [True] * 3 + [False] * 2


def test_conditions_the_survey_never_saw_are_refused_in_their_row(whole):
    table = plan_table(*whole, {"fixed.lead_g_t": [300.0, 605.0]}, question=BASE, in_process=True)
    assert table["status"][0] == "optimal"
    assert table["status"][1] in ("bad input", "refused")


def test_processes_give_what_one_process_gives_in_order(monkeypatch):
    monkeypatch.setattr(batch, "CHUNK", 7)
    plant, model, scenarios = child.case()
    alone = plan_table(plant, model, scenarios, question=BASE, in_process=True)
    shared = plan_table(plant, model, scenarios, question=BASE, workers=2)
    pd.testing.assert_frame_equal(alone, shared, check_exact=True)


def test_a_process_that_is_killed_is_replaced(monkeypatch, tmp_path):
    monkeypatch.setattr(batch, "CHUNK", 7)
    monkeypatch.setattr(batch_workers, "_solve_shared", kill_once(tmp_path / "killed"))
    plant, model, scenarios = child.case()
    alone = plan_table(plant, model, scenarios, question=BASE, in_process=True)
    shared = plan_table(plant, model, scenarios, question=BASE, workers=1)
    assert (tmp_path / "killed").exists()
    pd.testing.assert_frame_equal(alone, shared, check_exact=True)


def kill_once(mark):
    solve = batch_workers.solve_chunk

    def killed(chunk):
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return solve(batch_workers._shared[0], chunk)

    return killed


def test_processes_that_die_again_and_again_end_the_batch(monkeypatch):
    monkeypatch.setattr(batch_workers, "_solve_shared", lambda chunk: os._exit(9))
    plant, model, scenarios = child.case()
    with pytest.raises(SolverError, match="died 3 times"):
        plan_table(plant, model, scenarios, question=BASE, workers=1)


def run_child(output, log):
    words = [sys.executable, child.__file__, str(output), str(log)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'ui'}"}
    return subprocess.Popen(words, env=environment)


def test_a_batch_killed_at_any_moment_ends_with_the_same_bytes(tmp_path):
    chance = random.Random(7)
    child.run(tmp_path / "calm.parquet", tmp_path / "calm.log")
    output, log = tmp_path / "killed.parquet", tmp_path / "killed.log"
    kills = 0
    while True:
        whole_parts = {path.name for path in tmp_path.glob("killed.parquet.parts/*-*.parquet")}
        solved_before = log.read_text().split() if log.exists() else []
        process = run_child(output, log)
        if kills < 4:
            wanted = len(solved_before) + chance.randint(1, 3)
            ends = time.monotonic() + 60.0
            while time.monotonic() < ends and process.poll() is None:
                if log.exists() and len(log.read_text().split()) >= wanted:
                    break
                time.sleep(0.002)
            time.sleep(chance.uniform(0.0, 0.05))
            process.kill()
        code = process.wait(timeout=120)
        solved_now = log.read_text().split()[len(solved_before) :]
        kept = {(int(name[:6]) * child.CHUNK) + 1 for name in whole_parts}
        assert not kept & set(map(int, solved_now))
        if code == 0:
            break
        assert code == -signal.SIGKILL
        kills += 1
    assert kills >= 2
    assert output.read_bytes() == (tmp_path / "calm.parquet").read_bytes()
    assert not list(tmp_path.glob("*.parts"))
    assert len(set(log.read_text().split())) == child.COUNT // child.CHUNK


@pytest.fixture
def stopped(tmp_path, monkeypatch):
    """A batch that was stopped after two parts, and what it runs on."""
    monkeypatch.setattr(batch, "CHUNK", child.CHUNK)
    plant, model, scenarios = child.case()
    output = tmp_path / "results.parquet"

    def stop(progress):
        if progress.done == 2 * child.CHUNK:
            raise KeyboardInterrupt

    def go(scenarios=scenarios, question=child.QUESTION, **more):
        return run_batch(
            plant, model, scenarios, output, question=question, in_process=True, **more
        )

    with pytest.raises(KeyboardInterrupt):
        go(tell=stop)
    return output, go, scenarios


def test_a_batch_is_not_resumed_with_other_inputs(stopped):
    _, go, scenarios = stopped
    with pytest.raises(DataError, match="the scenarios differ"):
        go(scenarios=scenarios.part(0, 30), resume=True)
    other = child.QUESTION.model_copy(update={"prices": {"lead": 1.0}})
    with pytest.raises(DataError, match="the question differ"):
        go(question=other, resume=True)


def test_an_unfinished_batch_is_not_begun_again_by_mistake(stopped):
    with pytest.raises(DataError, match="--resume"):
        stopped[1]()


def test_a_damaged_part_is_solved_again(stopped):
    output, go, _ = stopped
    part = next(output.with_name(output.name + ".parts").glob("*-*.parquet"))
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    counts = go(resume=True)
    assert sum(counts.values()) == child.COUNT - child.CHUNK
    assert len(pd.read_parquet(output)) == child.COUNT
    assert go(resume=True) == {}


def test_progress_counts_what_was_done_before(stopped):
    told = []
    stopped[1](resume=True, tell=told.append)
    assert told[0].done == 2 * child.CHUNK
    assert [p.done for p in told] == list(range(8, child.COUNT + 1, child.CHUNK))
    assert told[-1].seconds_left == 0.0
    assert told[-1].rate > 0.0


def test_csv_and_parquet_hold_the_same_numbers(tmp_path):
    plant, model, scenarios = child.case()
    few = scenarios.part(0, 6)
    for name in ("r.csv", "r.parquet"):
        run_batch(plant, model, few, tmp_path / name, question=BASE, in_process=True)
    table = pd.read_parquet(tmp_path / "r.parquet")
    text = pd.read_csv(tmp_path / "r.csv", dtype={"scenario": str}, keep_default_na=False)
    numbers = table.columns.difference(["scenario", "status", "error"])
    assert list(text["status"]) == list(table["status"])
    again = text[numbers].replace("", np.nan).astype(float)
    pd.testing.assert_frame_equal(again, table[numbers], check_exact=True)


def test_results_of_another_kind_of_file_are_refused(tmp_path):
    plant, model, scenarios = child.case()
    case = case_of(plant, model, BASE, scenarios)
    with pytest.raises(DataError, match=r"\.parquet or \.csv"):
        Parts(tmp_path / "r.xlsx", case.result_columns, {})


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_what_one_process_gives_in_order(monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(batch, "CHUNK", 7)
    plant, model, scenarios = child.case()
    alone = plan_table(plant, model, scenarios, question=BASE, in_process=True)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        shared = plan_table(plant, model, scenarios, question=BASE, dask=address)
    pd.testing.assert_frame_equal(alone, shared, check_exact=True)


def test_a_cluster_that_is_not_there_is_said_in_a_sentence(monkeypatch):
    pytest.importorskip("distributed")
    plant, model, scenarios = child.case()
    with pytest.raises(DataError, match="no Dask scheduler answers at nowhere"):
        plan_table(plant, model, scenarios, question=BASE, dask="nowhere://x")
