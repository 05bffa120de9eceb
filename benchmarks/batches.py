"""Speed of batches: hot linear programmes against Pyomo, processes against one, memory.

Run ``python -m benchmarks.batches`` from the project's root; ``--write docs/benchmarks.md`` puts
the table there, ``--scenarios`` and ``--memory`` set the sizes. Times are of the processor,
except those of several processes; every ratio is of runs that took turns.
"""

import argparse
import math
import tempfile
import time
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
from pyomo.contrib.solver.common.results import SolutionStatus
from pyomo.contrib.solver.solvers.highs import Highs

from optimiser import hot_plans
from optimiser.batch import case_of, plan_table, run_batch
from optimiser.formulation import build
from optimiser.highs import Session
from optimiser.hot_rows import HotRows
from optimiser.problem import state_problem
from optimiser.question import Question
from optimiser.scenarios import scenario_question, scenarios_of
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t", "frother_g_t", "kerosene_g_t")
SEED = 11
QUESTION = Question(goal="least_cost", target_recovery_pct={"WO3": 30.0})
TURNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table."""

    what: str
    found: str
    asked: str = ""


def case():
    """A plant of three stages and six reagents, and its model: a linear programme."""
    plant = plants.plant(3, LEVERS, air=True)
    return plant, plants.model(plant, 0, pair=False, segments=12)


def table(count, seed=SEED):
    """Random prices and targets that can mostly be met."""
    rng = np.random.default_rng(seed)
    prices = {"collector": 4e4, "lead": 1.5e4, "silicate": 2e3, "electricity": 0.6}
    columns = {f"prices.{item}": v * rng.uniform(0.5, 2.0, count) for item, v in prices.items()}
    return {**columns, "target_recovery_pct.WO3": rng.uniform(15.0, 27.0, count)}


def seconds(task, clock=time.process_time):
    """Time a task takes [s], and what it returns."""
    began = clock()
    result = task()
    return clock() - began, result


class PyomoScenarios:
    """The same linear programme in Pyomo, with mutable parameters and a persistent solver.

    It is given its data for nothing, solves once, and checks and predicts nothing.
    """

    def __init__(self, plans):
        compiled, base = plans.programme.compiled, plans.map.data
        changing = set(plans._changing_rows().tolist())
        model = pyo.ConcreteModel()
        size = range(len(compiled.low))
        model.cost = pyo.Param(size, initialize=dict(enumerate(base.cost)), mutable=True)
        model.offset = pyo.Param(initialize=float(base.offset), mutable=True)
        model.low = pyo.Param(
            changing, initialize=lambda m, i: float(base.row_low[i]), mutable=True
        )
        model.x = pyo.Var(size, bounds=lambda m, i: (compiled.low[i], compiled.high[i]))
        model.rows = pyo.ConstraintList()
        matrix = compiled.matrix
        for i in range(matrix.shape[0]):
            span = slice(matrix.indptr[i], matrix.indptr[i + 1])
            pairs = zip(matrix.data[span], matrix.indices[span], strict=True)
            body = sum(float(a) * model.x[int(j)] for a, j in pairs)
            low, high = base.row_low[i], base.row_high[i]
            if i in changing:
                model.rows.add(body >= model.low[i])
            elif low == high:
                model.rows.add(body == float(low))
            else:
                model.rows.add(
                    (
                        float(low) if math.isfinite(low) else None,
                        body,
                        float(high) if math.isfinite(high) else None,
                    )
                )
        model.goal = pyo.Objective(
            expr=model.offset + sum(model.cost[j] * model.x[j] for j in size)
        )
        self.model, self.changing = model, sorted(changing)
        self.moving = np.flatnonzero(np.any(plans.map.slopes[:, : len(base.cost)] != 0.0, axis=0))
        self.solver = Highs()
        self.solver.config.raise_exception_on_nonoptimal_result = False
        self.solver.config.load_solutions = False

    def solve(self, data, i):
        """Least cost of one scenario, NaN where there is none."""
        model = self.model
        for j in self.moving.tolist():
            model.cost[j] = float(data.cost[i, j])
        for row in self.changing:
            model.low[row] = float(data.row_low[i, row])
        model.offset = float(data.offset[i])
        return _objective(self.solver.solve(model))


def _objective(result):
    optimal = result.solution_status == SolutionStatus.optimal
    return float(result.incumbent_objective) if optimal else math.nan


def rebuilt(plant, model, question):
    """Least cost of one scenario by building the whole programme in Pyomo again."""
    built = build(state_problem(plant, model, question))
    for goal in built.component_data_objects(pyo.Objective):
        goal.deactivate()
    built.least_cost.activate()
    solver = Highs()
    solver.config.raise_exception_on_nonoptimal_result = False
    solver.config.load_solutions = False
    return _objective(solver.solve(built))


def against_pyomo(count):
    """Batch against a persistent Pyomo solver and against rebuilding, per scenario."""
    plant, model = case()
    columns = table(count)
    scenarios = scenarios_of(columns, plant, model)
    plans = HotRows(case_of(plant, model, QUESTION, scenarios)).plans
    data = plans.map.at(
        np.array([[plans.number(n, v) for n, v in scenarios.row(i).items()] for i in range(count)])
    )
    peer, ours, persistent, again, worst = PyomoScenarios(plans), [], [], [], 0.0
    peer.solve(data, 0)
    for turn in np.array_split(np.arange(count), TURNS):
        own = {name: column[turn] for name, column in columns.items()}
        spent, found = seconds(
            lambda own=own: plan_table(plant, model, own, question=QUESTION, in_process=True)
        )
        ours.append(spent / len(turn))
        few = turn[: max(len(turn) // 20, 10)]
        spent, costs = seconds(lambda few=few: [peer.solve(data, i) for i in few])
        persistent.append(spent / len(few))
        fewer = few[:10]
        asked = [scenario_question(QUESTION, scenarios.row(i)) for i in fewer]
        spent, fresh = seconds(lambda asked=asked: [rebuilt(plant, model, q) for q in asked])
        again.append(spent / len(fewer))
        stated = found["objective"].to_numpy()
        for peers in (costs, fresh):
            same = np.abs(stated[: len(peers)] / np.array(peers) - 1.0)
            if np.isnan(same).any() != np.isnan(peers).any():
                raise SystemExit("the peers disagree on which scenarios have a plan")
            worst = max(worst, float(np.nanmax(same)))
    size = "{} × {}".format(*plans.programme.compiled.matrix.shape)
    yield Line(
        what=f"batch of {count:,} scenarios of a linear programme ({size}), ms each, certified",
        found=f"{1e3 * np.mean(ours):.2f}",
    )
    for what, times, asked in (
        ("Pyomo, persistent, mutable parameters (one solve, no checks)", persistent, 10),
        ("Pyomo, rebuilt (one solve, no checks)", again, 30),
    ):
        ratio = np.median(np.array(times) / np.array(ours))
        yield Line(
            what=f"{what}, ms each, and times ours",
            found=f"{1e3 * np.mean(times):.2f}, {ratio:.1f} ×",
            asked=f"at least {asked} ×",
        )
    yield Line(what="largest relative difference of their optima from ours", found=f"{worst:.0e}")
    yield Line(
        what="a million such scenarios, hours of one processor",
        found=f"{1e6 * np.mean(ours) / 3600.0:.2f}",
    )


def re_solve(count=400):
    """One hot re-solve of a compiled question against the solver's own time."""
    plant, model = case()
    scenarios = scenarios_of(table(count), plant, model)
    plans = HotRows(case_of(plant, model, QUESTION, scenarios)).plans
    data = plans.map.at(
        np.array([[plans.number(n, v) for n, v in scenarios.row(i).items()] for i in range(count)])
    )
    session = Session(plans.programme.compiled, hot_plans.OBJECTIVE, relaxed=True)
    rows, run, inside = plans._changing_rows(), session._highs.run, []

    class Timed:
        def __getattr__(self, name):
            return getattr(highs, name)

        def run(self):
            began = time.perf_counter()
            status = run()
            inside.append(time.perf_counter() - began)
            return status

    highs, session._highs = session._highs, Timed()
    ratios = []
    for i in range(count):
        began = time.perf_counter()
        session.set_sides(rows, data.row_low[i, rows], data.row_high[i, rows])
        session.set_objective(data.cost[i], float(data.offset[i]))
        session.solve(time_limit=10.0)
        ratios.append((time.perf_counter() - began) / inside[-1])
    yield Line(
        what="hot re-solve of a compiled linear question, times the solver's own time, median",
        found=f"{np.median(ratios):.2f} × ({1e3 * np.median(inside):.3f} ms)",
        asked="at most 1.6 ×",
    )


def single_plans(count=40):
    """A batch whose scenarios are no linear programme: what one costs."""
    plant = plants.plant(3, LEVERS[:4], heating=True, bond=True)
    model = plants.model(plant, 0)
    columns = {"prices.collector": table(count)["prices.collector"]}
    question = Question(goal="least_cost", target_recovery_pct={"WO3": 20.0})
    spent, _ = seconds(
        lambda: plan_table(plant, model, columns, question=question, in_process=True)
    )
    yield Line(
        what="scenarios with binaries, heating and grinding (planned singly), ms each",
        found=f"{1e3 * spent / count:.0f}",
    )


def processes(count):
    """Two processes against one, here and by Dask; wall time, taking turns."""
    plant, model = case()
    columns = table(count)
    ways = {"one": {"workers": 1}, "two": {"workers": 2}}
    cluster = _cluster()
    if cluster is not None:
        ways["two of Dask"] = {"dask": cluster.scheduler_address}
    times, results = {name: [] for name in ways}, {}
    for _ in range(2):
        for name, way in ways.items():
            spent, results[name] = seconds(
                lambda way=way: plan_table(plant, model, columns, question=QUESTION, **way),
                time.perf_counter,
            )
            times[name].append(spent)
    if cluster is not None:
        cluster.close()
    for name, asked in (("two", 1.6), ("two of Dask", 1.3)):
        if name in ways:
            ratio = max(np.array(times["one"]) / np.array(times[name]))
            same = results[name].equals(results["one"])
            yield Line(
                what=f"processes: {name} against one, {count:,} scenarios, wall time",
                found=f"{ratio:.2f} ×, results {'identical' if same else 'DIFFERENT'}",
                asked=f"at least {asked} ×",
            )


def _cluster():
    try:
        from distributed import LocalCluster
    except ImportError:
        return None
    return LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    )


def memory(count):
    """Memory of the process along a batch into a file [MB]."""
    plant, model = case()
    scenarios = scenarios_of(table(count), plant, model)
    held = {}

    def note(progress):
        held[progress.done] = int(Path("/proc/self/statm").read_text().split()[1]) / 256.0

    with tempfile.TemporaryDirectory() as folder:
        run_batch(
            plant,
            model,
            scenarios,
            Path(folder) / "results.parquet",
            question=QUESTION,
            in_process=True,
            tell=note,
        )
    tenth = held[min(d for d in held if d >= count / 10)]
    yield Line(
        what=f"memory after a tenth and at the end of {count:,} scenarios",
        found=f"{tenth:.0f} and {held[count]:.0f} MB",
        asked="flat",
    )


def main():
    """Print the table, and put it in a page where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, metavar="PAGE")
    parser.add_argument("--scenarios", type=int, default=10_000)
    parser.add_argument("--memory", type=int, default=100_000, help="scenarios; 0 to leave out")
    parser.add_argument("--processes", type=int, default=20_000, help="scenarios; 0 to leave out")
    options = parser.parse_args()
    parts = [against_pyomo(options.scenarios), re_solve(), single_plans()]
    parts += [processes(options.processes)] if options.processes else []
    parts += [memory(options.memory)] if options.memory else []
    rows = ["| batches | found | asked |", "|---|---|---|"]
    print("\n".join(rows))
    for line in chain.from_iterable(parts):
        rows.append(f"| {line.what} | {line.found} | {line.asked} |")
        print(rows[-1], flush=True)
    text = "\n".join(rows)
    if options.write is not None:
        begin, end = "<!-- batches:begin -->", "<!-- batches:end -->"
        page = options.write.read_text(encoding="utf-8")
        before, rest = page.split(begin)
        options.write.write_text(
            f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
