import json

import pandas as pd

ROWS = ("fair,,68", "dear,60000,68", "bad,x,68", "far,,99.9")
TABLE = "\n".join(("scenario,prices.bha,target_recovery_pct.WO3", *ROWS))


def test_every_row_is_planned_or_says_why(run, model_path, tmp_path):
    table, output = tmp_path / "table.csv", tmp_path / "results.parquet"
    table.write_text(TABLE, encoding="utf-8")
    words = ("batch", "reference", model_path, table, "--target", "WO3=60", "-o", output)
    result = run(*words, "--workers", "1", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {"optimal": 2, "bad input": 1, "infeasible": 1}
    found = pd.read_parquet(output).set_index("scenario")
    assert found.loc["fair", "recovery_wo3_pct"] >= 68.0 - 1e-4
    assert found.loc["dear", "cost_total_cny_t"] > found.loc["fair", "cost_total_cny_t"]
    assert "prices.bha in line 4 is 'x'" in found.loc["bad", "error"]
    again = run(*words, "--resume")
    assert "was complete already" in again.stdout


def test_an_unknown_column_is_refused_with_a_hint(run, model_path, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("prices.bah\n1\n", encoding="utf-8")
    result = run("batch", "reference", model_path, table, "-o", tmp_path / "r.csv")
    assert result.exit_code == 1
    assert "did you mean 'prices.bha'" in result.stderr


def test_workers_and_a_cluster_exclude_each_other(run, model_path, tmp_path):
    words = ("--workers", "2", "--dask", "tcp://127.0.0.1:1", "-o", tmp_path / "r.csv")
    assert run("batch", "reference", model_path, model_path, *words).exit_code == 2
