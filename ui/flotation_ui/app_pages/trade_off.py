"""Trade-off: what recovery costs, what one recovery costs another, and what prices change."""

import streamlit as st
from flotation_ui import charts
from flotation_ui.errors_shown import errors_shown
from flotation_ui.session import current_workspace
from flotation_ui.solved import solved_front, solved_what_if
from flotation_ui.views import trade_off as view
from flotation_ui.words.front import costed, front_csv

workspace = current_workspace()
say = workspace.language
components = [product.component for product in workspace.plant.product]

with (
    st.form("trade_off_asked", border=True),
    st.container(horizontal=True, vertical_alignment="bottom"),
):
    component = st.selectbox(say("Recovery of"), components, key="trade_off_component", width=180)
    against = st.selectbox(
        say("against"),
        [view.COST, *components],
        format_func=lambda name: say("cost") if name == view.COST else name,
        key="trade_off_against",
        width=180,
    )
    budget = st.number_input(
        say("Budget, CNY/t ore (empty: none)"),
        min_value=0.0,
        value=None,
        key="trade_off_budget",
        width=260,
    )
    st.form_submit_button(
        say("Draw"), type="primary", icon=":material/play_arrow:", key="trade_off_run"
    )

if component == against:
    st.info(say("Choose two different components, or the cost."))
    st.stop()
question = view.front_question(component, budget)
other = None if against == view.COST else against
with st.spinner(say("Proving every point"), show_time=True):
    front = solved_front(workspace, question, view.POINTS, other)
now = view.present(workspace, question)
kept = st.session_state.get("trade_off_chart")
selected = kept["selection"]["selected"] if kept else []
number = view.chosen_point(front, selected, st.session_state.get("trade_off_point"))
st.session_state["trade_off_point"] = number
point = front.points[number]

left, right = st.columns([3, 2], gap="medium")
with left:
    st.subheader(say("Each point is proven; click one"))
    st.echarts_chart(
        charts.front_chart(
            view.points_of(front), view.axes_of(front, say), view.marks_of(front, now, point, say)
        ),
        height=380,
        key="trade_off_chart",
        on_select="rerun",
        alt=say("Front of {component} recovery", component=component),
    )
    for note in front.notes:
        st.caption(note)
with right:
    st.subheader(say("What to change for this point"))
    st.dataframe(view.move_table(workspace, point, question), hide_index=True, height=380)

st.subheader(say("What other prices do to the best margin"))
bands = {band.item: band for band in view.price_bands(workspace.plant, say)}
chosen = st.multiselect(
    say("Prices to move"),
    list(bands),
    default=view.widest(list(bands.values()), 3),
    format_func=lambda item: bands[item].label,
    max_selections=view.MOST_SLIDERS,
    key="trade_off_items",
)
prices = {}
with st.container(horizontal=True):
    for item in chosen:
        band = bands[item]
        prices[item] = st.slider(
            f"{band.label}, {band.unit}",
            band.low,
            band.high,
            band.value,
            key=f"trade_off_price_{item}",
            width=300,
        )
with errors_shown(say, part="prices"):
    best = question.model_copy(update={"goal": "most_margin"})
    before, after = solved_what_if(workspace, best, {}), solved_what_if(workspace, best, prices)
    with st.container(horizontal=True):
        for line in view.comparisons(before, after, say):
            st.metric(
                line.label, line.value, line.change, delta_color="off", border=True, width=170
            )
    st.caption(say("Changes are against the best margin at the plant file's prices."))
    moved = view.moved_levers(workspace, before, after)
    if moved.empty:
        st.info(say("These prices change no set-point."))
    else:
        st.dataframe(moved, hide_index=True)

with st.expander(say("All points"), icon=":material/table_rows:"):
    st.dataframe(view.point_table(front, say), hide_index=True)
    st.download_button(
        say("Points as CSV"),
        front_csv(costed(workspace.plant, workspace.model, question, front.points)),
        "front.csv",
        "text/csv",
        key="trade_off_csv",
    )
