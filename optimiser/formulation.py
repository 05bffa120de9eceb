r"""The programme.

.. math::
    \begin{aligned}
    \min\; O, \quad \max\; L_c \quad\text{or}\quad & \max\; \textstyle\sum_c v_c r_c - O
        && \text{(objectives)} \\
    O &= \omega C + \textstyle\sum_i \kappa_i S_i + \sum_i \psi_i v_i  && \text{(outlay)} \\
    x_j &= t_{j0} + \textstyle\sum_k w_{jk} u_{jk}             && \text{(set-points)} \\
    u_{j,k+1} &\le z_{jk} \le u_{jk} \text{ or } u_{j,k+1} \le u_{jk}  && \text{(fill order)} \\
    m_{gik} &\le U_{gi},\; m_{gik} \le V_{gk},\;
        m_{gik} \ge U_{gi} - 1 + b_{gik},\; m_{gik} \ge V_{gk} - b_{gik},\;
        m_{gik} \ge U_{gi} + V_{gk} - 1                            && \text{(synergy)} \\
    m_{gik} &\ge U_{gi},\; m_{gik} \ge V_{gk},\;
        m_{gik} \le U_{gi} + b_{gik},\; m_{gik} \le V_{gk} + 1 - b_{gik},\;
        m_{gik} \le U_{gi} + V_{gk}                                && \text{(substitution)} \\
    \eta_l &= a_l + \textstyle\sum_{jk} \delta_{ljk} u_{jk} + \sum \gamma_{lgik} m_{gik}
                                                                && \text{(index)} \\
    s_l &= \eta_l \quad\text{or}\quad
        \varphi_l(\eta) + \varphi_l'(\eta)(\eta_l - \eta) \;\forall \eta \ge s_l \ge
        \text{chord of } \varphi_l                             && \text{(link)} \\
    L_c &= \textstyle\sum_l \omega_{cl} s_l, \quad Y_c = \sum_l \upsilon_{cl} s_l
                                                                && \text{(log chain)} \\
    L_c &\ge \ln \tau_c + \rho_c                                && \text{(target)} \\
    L_c - Y_c &\ge \ln (g_c / g_{0c})                           && \text{(grade)} \\
    B_i &\le \ln h_i, \quad B_i = \textstyle\sum_l \beta_{il} s_l  && \text{(caps)} \\
    E_h &= \ln F_h + \ln q_h, \quad Q_h \ge e^{E}(1 + E_h - E) \;\forall E
                                                                && \text{(heating)} \\
    W_j &\ge w_j(x) + w_j'(x)(x_j - x) \;\forall x      && \text{(grinding to a size)} \\
    C &= C_0 + \textstyle\sum_j c_j x_j + \sum_h p_h Q_h + \sum_j p_j W_j \le \text{budget}
                                                                && \text{(cost)} \\
    S_i &= \sigma_{i0} + \textstyle\sum_j \sigma_{ij} x_j + \sum_h \sigma_{ih} Q_h
        + \sum_j \sigma_{ij}' W_j \le h_i                     && \text{(use)} \\
    \textstyle\sum_j &(\alpha_j + \beta_j) \le N             && \text{(changes)} \\
    l_i &\le \textstyle\sum_j \pi_{ij} x_j \le h_i              && \text{(limits, region)} \\
    L_c &= \lambda_{c0} + \textstyle\sum_k \Delta\lambda_{ck} d_{ck}, \quad
        r_c = e^{\lambda_{c0}} + \sum_k \Delta e^{\lambda_{ck}} d_{ck}, \quad
        d_{c,k+1} \le e_{ck} \le d_{ck}                         && \text{(revenue)}
    \end{aligned}

Only the side of a pair that its rows can profit from is written, and its binary b only where both
sides are; z only at the breakpoints of :func:`optimiser.roles.ordered_breakpoints`. Tangents of
the convex costs lie below them, those of a concave log share above it and its chord below, and
secants of :math:`e^L` above it, so that the optimum of the programme is a bound on the optimum of
the plant, whatever set of tangents, chords and knots it has.

============== ============================================== ================
Symbol         Meaning                                        Unit
============== ============================================== ================
x_j            set-point of lever j                           its own
t, w           knots of a lever, and widths between them      its own
u_jk           fill of segment k of lever j, in [0, 1]        1
z, b, e        binaries: segment full; side; revenue segment  1
alpha, beta, N binaries: lever goes up, goes down; how many   1
               may (:mod:`optimiser.change_rows`)
U, V, m        coarse fills of a pair's levers, and their     1
               minimum or maximum
eta_l          index of leg l, the sum of its curves          of its link
s_l            log share of leg l; phi_l: of its index        log of fraction
L_c, Y_c       log recovery, log mass share of product c      log of fraction
tau, rho       target, margin of risk                         fraction, log
g, g_0         least grade of the product, grade of the feed  fraction
B_i, h_i       log of a mass pull, a product or a stage's      log of fraction,
               feed per hour, and its limit                   %, t/h
F, q, Q        solids heated, heat per t of them and of ore   t/t, kWh/t, kWh/t
W, p           energy of grinding to a size (Bond), price     kWh/t, CNY/kWh
S_i            CO2, energy, water or reagent used             kg, kWh, m3, g/t
O, omega       outlay that is minimised, weight of the cost   CNY/t, 1
kappa_i        charge on what is used                         CNY per unit
psi_i, v_i     penalty and violation of a soft limit, whose   CNY/t, of the row
               row is stretched by it (:mod:`optimiser.soft`)
c_j, C_0, C    unit cost, fixed cost, cost                    CNY/t of ore
v_c, r_c       value at full recovery, recovery               CNY/t, fraction
============== ============================================== ================
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import identify_variables

from optimiser.change_rows import add_changes
from optimiser.expressions import linear, role_expression
from optimiser.pair_rows import add_pairs
from optimiser.problem import Problem
from optimiser.roles import Role, combination, extremes, ordered_breakpoints, problem_roles
from optimiser.share_rows import add_shares
from optimiser.soft import BUDGET_ROW

TANGENTS = 5  # of each convex cost to begin with; the solve adds more where it needs them


def build(problem: Problem, *, revenue_knots: Mapping[str, Iterable[float]] | None = None) -> Any:
    """The Pyomo model of a :class:`~optimiser.problem.Problem`.

    Parameters
    ----------
    problem : Problem
    revenue_knots : mapping of str to iterable of float, optional
        Log recoveries between which revenue is linear, rising, for every component sold;
        without it the margin is no objective.
    """
    m = pyo.ConcreteModel(name="set-point plan")
    roles = problem_roles(problem)
    add_setpoints(m, problem)
    add_violations(m, problem)
    add_fill_order(m, problem, roles)
    add_pairs(m, problem, roles)
    add_shares(m, problem, roles)
    add_log_chain(m, problem)
    add_targets(m, problem)
    add_grades(m, problem)
    add_caps(m, problem)
    add_heating(m, problem)
    add_grinding_to_size(m, problem)
    add_cost(m, problem)
    add_resources(m, problem)
    add_limits(m, problem)
    add_changes(m, problem.changes)
    add_outlay(m, problem)
    add_revenue(m, problem, revenue_knots or {})
    add_objectives(m, problem, with_margin=revenue_knots is not None)
    return m


def add_setpoints(m: Any, problem: Problem) -> None:
    """Fills u_jk in [0, 1], and set-points x_j as their sum."""
    widths = {j: np.diff(problem.grids[j]) for j in problem.moving}
    m.u = pyo.Var([(j, k) for j in problem.moving for k in range(len(widths[j]))], bounds=(0, 1))
    m.x = pyo.Expression(list(problem.grids))
    for j, knots in problem.grids.items():
        m.x[j] = float(knots[0]) + linear((m.u[j, k], w) for k, w in enumerate(widths.get(j, ())))


def add_fill_order(m: Any, problem: Problem, roles: Iterable[Role]) -> None:
    """Segments fill in order; a binary only where some row would gain by breaking it."""
    binary = ordered_breakpoints(problem, roles)
    m.z = pyo.Var([(j, k) for j, at in binary.items() for k in at], domain=pyo.Binary)
    m.fill_order = pyo.ConstraintList()
    for j in problem.moving:
        for k in range(len(problem.grids[j]) - 2):
            if (j, k) in m.z:
                m.fill_order.add(m.u[j, k + 1] <= m.z[j, k])
                m.fill_order.add(m.z[j, k] <= m.u[j, k])
            else:
                m.fill_order.add(m.u[j, k + 1] <= m.u[j, k])


def add_log_chain(m: Any, problem: Problem) -> None:
    """Log recovery L_c and log mass share Y_c of every product."""
    m.log_recovery = pyo.Var(list(problem.recovery))
    m.log_mass = pyo.Var(list(problem.mass))
    m.chain = pyo.ConstraintList()
    for c in problem.recovery:
        for variable, log_sum in (
            (m.log_recovery[c], problem.recovery[c]),
            (m.log_mass[c], problem.mass[c]),
        ):
            role = combination(problem, [(log_sum, 1.0)])
            low, high = extremes(problem, role)
            variable.setlb(low - 1e-6)
            variable.setub(high + 1e-6)
            m.chain.add(variable == role_expression(m, role))


def add_targets(m: Any, problem: Problem) -> None:
    """Recovery of each component at least its target, and none above all there is."""
    m.target = pyo.Constraint(list(problem.least_log_recovery))
    for c, least in problem.least_log_recovery.items():
        m.target[c] = m.log_recovery[c] + _violation(m, problem, f"target[{c}]") >= least
    over = [c for c in problem.recovery if m.log_recovery[c].ub > 1e-6]
    m.all_there_is = pyo.Constraint(over)
    for c in over:
        m.all_there_is[c] = m.log_recovery[c] <= 0.0


def add_grades(m: Any, problem: Problem) -> None:
    """Grade of each product at least what is asked, as a difference of logs."""
    m.grade = pyo.Constraint(list(problem.least_log_upgrade))
    for c, least in problem.least_log_upgrade.items():
        upgrade = m.log_recovery[c] - m.log_mass[c]
        m.grade[c] = upgrade + _violation(m, problem, f"grade[{c}]") >= least


def add_caps(m: Any, problem: Problem) -> None:
    """Mass pulls, products per hour and feeds of stages at most their limits, as logs."""
    m.cap = pyo.Constraint([cap.name for cap in problem.caps])
    for cap in problem.caps:
        body = role_expression(m, combination(problem, [(cap.body, 1.0)]))
        over = _violation(m, problem, f"cap[{cap.name}]")
        m.cap[cap.name] = _at_most(body - over, cap.log_high)


def add_heating(m: Any, problem: Problem) -> None:
    """Heat above the tangents of an exponential."""
    m.exponent = pyo.Var([heat.lever for heat in problem.heats])
    m.heat = pyo.Var([heat.lever for heat in problem.heats], domain=pyo.NonNegativeReals)
    m.heating = pyo.ConstraintList()
    for heat in problem.heats:
        role = combination(problem, [(heat.feed, 1.0)])
        steps = dict(role.steps)
        if heat.lever in problem.moving:
            steps[heat.lever] = steps.get(heat.lever, 0.0) + np.diff(heat.log_heat)
        parts = replace(role, constant=role.constant + float(heat.log_heat[0]), steps=steps)
        exponent, used = m.exponent[heat.lever], m.heat[heat.lever]
        low, high = extremes(problem, parts)
        exponent.setlb(low - 1e-6)
        exponent.setub(high + 1e-6)
        used.setub(2.0 * float(np.exp(high)) + 1.0)
        m.heating.add(exponent == role_expression(m, parts))
        for at in np.linspace(low, high, TANGENTS):
            value = float(np.exp(at))
            m.heating.add(used - value * exponent >= value * (1.0 - float(at)))


def add_grinding_to_size(m: Any, problem: Problem) -> None:
    """Energy of grinding above the tangents of Bond's law."""
    m.bond = pyo.Var([bond.lever for bond in problem.bonds], domain=pyo.NonNegativeReals)
    m.opening = pyo.Var([bond.lever for bond in problem.bonds], bounds=(0, 1))
    m.grinding = pyo.ConstraintList()
    for bond in problem.bonds:
        j, knots = bond.lever, problem.grids[bond.lever]
        low, span = float(knots[0]), max(float(knots[-1] - knots[0]), 1e-9)
        m.bond[j].setub(2.0 * bond.value(low) + 1.0)
        m.grinding.add(m.opening[j] == (m.x[j] - low) / span)
        for at in np.linspace(0.0, 1.0, TANGENTS if j in problem.moving else 1):
            value, slope = bond.value(low + span * at), bond.slope(low + span * at) * span
            m.grinding.add(m.bond[j] - slope * m.opening[j] >= value - slope * float(at))


def add_cost(m: Any, problem: Problem) -> None:
    """Cost of reagents, energy, CO2 and water; within the budget."""
    m.cost = pyo.Expression(
        expr=problem.fixed_cost
        + sum(rate * m.x[j] for j, rate in problem.unit_cost.items())
        + linear((m.heat[heat.lever], heat.price) for heat in problem.heats)
        + linear((m.bond[bond.lever], bond.price) for bond in problem.bonds)
    )
    m.budget = pyo.Constraint([] if problem.budget is None else ["all"])
    if problem.budget is not None:
        m.budget["all"] = m.cost - _violation(m, problem, BUDGET_ROW) <= problem.budget


def add_resources(m: Any, problem: Problem) -> None:
    """CO2, energy, water and reagents in stock, each at most its limit."""
    energy = {**dict(m.heat.items()), **dict(m.bond.items())}
    m.used = pyo.Expression([resource.name for resource in problem.resources])
    m.resource = pyo.Constraint([r.name for r in problem.resources if r.is_limited])
    for resource in problem.resources:
        m.used[resource.name] = (
            resource.constant
            + sum(rate * m.x[j] for j, rate in resource.per_unit.items())
            + linear((energy[j], rate) for j, rate in resource.per_kwh.items() if j in energy)
        )
        if resource.is_limited:
            over = _violation(m, problem, f"resource[{resource.name}]")
            m.resource[resource.name] = _at_most(m.used[resource.name] - over, resource.high)


def add_limits(m: Any, problem: Problem) -> None:
    """Linear limits on set-points: the plant's own, and the surveyed region."""
    m.limit_low = pyo.Constraint([row.name for row in problem.rows if np.isfinite(row.low)])
    m.limit_high = pyo.Constraint([row.name for row in problem.rows if np.isfinite(row.high)])
    for row in problem.rows:
        body = row.constant + sum(a * m.x[j] for j, a in row.coefficients.items() if a != 0.0)
        over = _violation(m, problem, f"limit_high[{row.name}]")
        if not isinstance(over, float) or any(
            j in problem.moving and a != 0.0 for j, a in row.coefficients.items()
        ):
            low, high = body >= row.low, body - over <= row.high
        else:
            value = row.value({j: float(knots[0]) for j, knots in problem.grids.items()})
            low, high = _holds(row.low, value), _holds(value, row.high)
        if np.isfinite(row.low):
            m.limit_low[row.name] = low
        if np.isfinite(row.high):
            m.limit_high[row.name] = high


def add_violations(m: Any, problem: Problem) -> None:
    """Violations of soft limits, each in the unit of its row."""
    m.violation = pyo.Var(range(len(problem.soft)))
    for i, soft in enumerate(problem.soft):
        m.violation[i].setlb(0.0)
        m.violation[i].setub(soft.most)


def add_outlay(m: Any, problem: Problem) -> None:
    """What is minimised, revenue left out: weighted cost, charges and penalties."""
    m.outlay = pyo.Expression(
        expr=problem.cost_weight * m.cost
        + sum(charge * m.used[name] for name, charge in problem.charges.items())
        + linear((m.violation[i], soft.rate) for i, soft in enumerate(problem.soft))
    )


def add_revenue(m: Any, problem: Problem, revenue_knots: Mapping[str, Iterable[float]]) -> None:
    """Recovery r_c between secants of exp(L_c), which lie above it."""
    knots = {c: np.asarray(list(values)) for c, values in revenue_knots.items()}
    pieces = [(c, k) for c, values in knots.items() for k in range(len(values) - 1)]
    m.piece = pyo.Var(pieces, bounds=(0, 1))
    m.passed = pyo.Var([(c, k) for c, k in pieces if (c, k + 1) in m.piece], domain=pyo.Binary)
    m.sold = pyo.Var(list(knots), bounds=(0, 2))
    m.revenue_rows = pyo.ConstraintList()
    m.revenue_order = pyo.ConstraintList()
    for c, values in knots.items():
        heights = np.exp(values)
        for variable, levels in ((m.log_recovery[c], values), (m.sold[c], heights)):
            steps = ((m.piece[c, k], step) for k, step in enumerate(np.diff(levels)))
            m.revenue_rows.add(variable == float(levels[0]) + linear(steps))
    for c, k in m.passed:
        m.revenue_order.add(m.piece[c, k + 1] <= m.passed[c, k])
        m.revenue_order.add(m.passed[c, k] <= m.piece[c, k])


def add_objectives(m: Any, problem: Problem, *, with_margin: bool) -> None:
    """Each goal as a minimum; the solve chooses which."""
    m.least_cost = pyo.Objective(expr=m.outlay)
    m.most_recovery = pyo.Objective(list(problem.recovery), rule=lambda m, c: -m.log_recovery[c])
    if with_margin:
        revenue = sum(problem.value[c] * m.sold[c] for c in m.sold)
        m.most_margin = pyo.Objective(expr=m.outlay - revenue)


def _violation(m: Any, problem: Problem, row: str) -> Any:
    """Variable by which a row may be broken, or nothing."""
    return next((m.violation[i] for i, soft in enumerate(problem.soft) if soft.row == row), 0.0)


def _at_most(body: Any, high: float) -> Any:
    """The row ``body <= high``, of variables or of numbers alone."""
    if next(identify_variables(body), None) is None:
        return _holds(float(pyo.value(body)), high)
    return body <= high


def _holds(less: float, more: float) -> Any:
    """A row without variables: nothing when it holds, an impossible one when not."""
    within = less <= more + 1e-9 * max(1.0, abs(more))
    return pyo.Constraint.Feasible if within else pyo.Constraint.Infeasible
