"""Overview: how the plant did, where the metal goes, and what needs attention."""

from typing import Literal

import streamlit as st
from flotation_ui import charts
from flotation_ui.errors_shown import errors_shown, plain
from flotation_ui.flowsheet_drawing import flowsheet_svg
from flotation_ui.pages import PAGES
from flotation_ui.recent import BALANCED, recent_figures, recent_flows
from flotation_ui.session import current_workspace
from flotation_ui.units_shown import typeset
from flotation_ui.views import overview as view
from flotation_ui.views import overview_attention as attention
from flotation_ui.views.overview_flows import flow_colours, flowsheet_picture, metal_flows

from flotation.history.decisions import decided_advice

ARROW = ":material/arrow_forward:"
COLOURS: dict[str, Literal["normal", "inverse", "off"]] = {
    "good": "normal",
    "bad": "inverse",
    "neither": "off",
}
MARKS = {
    attention.GRAVE: ":red-badge[:material/error:]",
    attention.WATCH: ":orange-badge[:material/warning:]",
    attention.KNOW: ":blue-badge[:material/info:]",
}

workspace = current_workspace()
say, plant = workspace.language, workspace.plant
figures = recent_figures(workspace, view.SHIFTS)
decided = decided_advice(workspace.history, plant.name, start=figures.time[0])
products = [product.component for product in plant.product]

with st.container(horizontal=True, vertical_alignment="center"):
    component = st.segmented_control(
        say("Metal"),
        products,
        format_func=typeset,
        default=products[0],
        required=True,
        key="overview_component",
        label_visibility="collapsed",
    )
    st.caption(plain(attention.age_words(workspace, say)), text_alignment="right")

marked = view.accepted_places(figures, decided)
found = view.cards(figures, workspace.model, component, say)
for cell, card in zip(st.columns(len(found)), found, strict=True):
    with cell.container(border=True, gap="xxsmall"):
        st.metric(
            card.title,
            card.value,
            card.change,
            delta_color=COLOURS[card.rises],
            help=say(
                "Against the mean of the {count} shifts shown. Band: {band}. Triangles: advice "
                "accepted.",
                count=len(figures.time),
                band=card.band,
            ),
        )
        st.echarts_chart(
            charts.spark_chart(view.times(figures), card.values, (card.low, card.high), marked),
            height=96,
            key=f"overview_{card.id}",
            alt=say("{title} over the last shifts", title=card.title),
        )

left, right = st.columns([3, 2], gap="medium")
with left:
    st.subheader(say("Where {component} goes", component=component))
    with errors_shown(say, part="overview: metal"):
        flows = recent_flows(workspace)
        st.echarts_chart(
            charts.sankey_chart(
                metal_flows(plant, flows, component, say),
                flow_colours(plant, flows, component, say),
            ),
            height=300,
            key="overview_sankey",
            alt=say("Where {component} of the ore goes", component=component),
        )
        st.caption(
            say("Balanced over the last {count} shifts, % of what the ore brings", count=BALANCED)
        )
with right:
    st.subheader(say("What needs attention"))
    listed = {page.id: page for page in PAGES}
    for concern in attention.concerns(workspace, figures, decided):
        with st.container(gap=None):
            st.markdown(f"{MARKS[concern.level]} {plain(concern.words)}")
            page = listed.get(concern.page)
            if page is not None:
                st.page_link(
                    f"app_pages/{page.id}.py",
                    label=say.label(page),
                    icon=":material/arrow_forward:",
                )

st.subheader(say("The plant"))
with errors_shown(say, part="overview: flowsheet"):
    picture = flowsheet_picture(plant, recent_flows(workspace), component, say)
    st.image(
        flowsheet_svg(picture, say("Flowsheet")),
        width="stretch",
        alt=say("Flowsheet with the balanced streams of the last shifts"),
    )
