"""The upper part of the page Recommend: goal and limits."""

import streamlit as st

from flotation_ui.errors_shown import plain
from flotation_ui.language import Language
from flotation_ui.units_shown import typeset
from flotation_ui.views import recommend_deeds as deeds
from flotation_ui.views.recommend_question import (
    CONFIDENCES,
    GOALS,
    PREFIX,
    fields_of,
    first_question,
    hidden_parts,
    widget_values,
    without_hidden,
)
from flotation_ui.workspace import Workspace
from optimiser.question import Question, parse_question

LINK = "question"  # of a saved question in the address


def fill(workspace: Workspace) -> Question:
    """Put the question that is asked into the widgets, and say which it is."""
    state, plant = st.session_state, workspace.plant
    if state.get("recommend_plant") != plant.name:
        for key in [key for key in state if str(key).startswith(PREFIX)]:
            del state[key]
        state["recommend_plant"] = plant.name
        state["recommend_answer"] = deeds.newest_answer(workspace)
    linked = st.query_params.get(LINK)
    if linked and state.get("recommend_link") != linked:
        state["recommend_link"] = linked
        show_question(parse_question(deeds.saved_text(workspace, linked)), workspace, run=False)
    if "recommend_question" not in state:
        kept = state.get("recommend_answer")
        state["recommend_question"] = kept.question if kept else first_question(plant)
    for key, value in widget_values(fields_of(state["recommend_question"], plant)).items():
        state.setdefault(key, value)
    base: Question = state["recommend_question"]
    return base


def show_question(question: Question, workspace: Workspace, *, run: bool) -> None:
    """Ask another question: for callbacks, before the widgets are drawn."""
    st.session_state["recommend_question"] = question
    st.session_state.update(widget_values(fields_of(question, workspace.plant)))
    st.session_state["recommend_run"] = run


def draw_question(workspace: Workspace, base: Question) -> bool:
    """Goal, limits and the button; whether it was pressed."""
    say, plant = workspace.language, workspace.plant
    goals = {
        "most_margin": say("Most margin"),
        "most_recovery": say("Most recovery"),
        "least_cost": say("Least cost"),
    }
    products = [product.component for product in plant.product]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.segmented_control(
                say("Goal"),
                GOALS,
                format_func=goals.__getitem__,
                key="recommend_goal",
                required=True,
            )
            st.segmented_control(
                say("Of"),
                products,
                format_func=typeset,
                key="recommend_component",
                required=True,
                width="content",
            )
            st.segmented_control(
                say("Targets hold for"),
                CONFIDENCES,
                format_func=lambda share: _confidence(share, say),
                key="recommend_confidence",
                required=True,
                help=say("The targets are met by the expected recovery, or in a share of shifts."),
            )
        component = st.session_state["recommend_component"] or products[0]
        first, second, third, button = st.columns([1, 1, 1, 0.8], vertical_alignment="bottom")
        with first:
            _number(
                say("{component} recovery at least, %", component=component), f"target_{component}"
            )
        with second:
            _number(say("{component} grade at least, %", component=component), f"grade_{component}")
        with third:
            _number(say("Budget, CNY/t ore"), "budget")
        with st.expander(say("More limits, levers that stay, ore of the shift")):
            _more(workspace, component)
        _hidden(base, workspace)
        with button:
            return st.button(
                say("Run"),
                type="primary",
                icon=":material/play_arrow:",
                key="recommend_go",
                width="stretch",
            )


def _more(workspace: Workspace, component: str) -> None:
    say, plant = workspace.language, workspace.plant
    others = [p.component for p in plant.product if p.component != component]
    cells = st.columns(4)
    asked = [(say("{component} recovery at least, %", component=c), f"target_{c}") for c in others]
    asked += [(say("{component} grade at least, %", component=c), f"grade_{c}") for c in others]
    asked += [
        (say("Energy at most, kWh/t"), "max_energy"),
        (say("CO2 at most, kg/t"), "max_co2"),
        (say("Fresh water at most, m3/t"), "max_water"),
    ]
    for i, (label, name) in enumerate(asked):
        with cells[i % len(cells)]:
            _number(label, name)
    with cells[len(asked) % len(cells)]:
        st.number_input(
            say("Levers that may change, at most"),
            min_value=0,
            max_value=len(plant.lever),
            value=None,
            step=1,
            placeholder=say("no limit"),
            key="recommend_max_changes",
        )
    st.multiselect(
        say("Levers that stay where they are"),
        [lever.column for lever in plant.lever],
        format_func=lambda name: say.label(plant.columns[name]),
        key="recommend_held",
        placeholder=say("none"),
    )
    st.toggle(say("Move no lever further than one shift may"), key="recommend_move_limits")
    st.caption(say("Ore and conditions of the shift; empty: as over the last shifts"))
    cells = st.columns(4)
    for i, condition in enumerate(plant.condition):
        column = plant.columns[condition.column]
        present = workspace.model.present_conditions.get(condition.column)
        with cells[i % len(cells)]:
            _number(
                say.measure(column),
                f"condition_{condition.column}",
                "" if present is None else f"{present:.4g}",
                step=None,
            )


def _number(label: str, name: str, placeholder: str = "—", step: float | None = 1.0) -> None:
    st.number_input(
        label,
        value=None,
        step=step,
        placeholder=placeholder,
        key=f"recommend_{name}",
        format="%g",
    )


def _hidden(base: Question, workspace: Workspace) -> None:
    """Say what else the question holds, and offer to drop it."""
    hidden, say = hidden_parts(base), workspace.language
    if hidden:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(say("Also asked: {keys}", keys=plain(", ".join(hidden))))
            st.button(
                say("Leave these out"),
                key="recommend_drop",
                type="tertiary",
                on_click=show_question,
                args=(without_hidden(base), workspace),
                kwargs={"run": False},
            )


def _confidence(share: float, say: Language) -> str:
    return f"{100.0 * share:.0f} %" if share else say("on average")
