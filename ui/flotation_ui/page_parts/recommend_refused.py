"""In the place of an answer: which limits cannot hold together, and what would help."""

import streamlit as st

from flotation.errors import InfeasibleError
from flotation_ui.errors_shown import plain
from flotation_ui.page_parts.recommend_ask import show_question
from flotation_ui.views import recommend_refusal as view
from flotation_ui.workspace import Workspace
from optimiser.question import Question


def draw_refusal(workspace: Workspace, asked: Question, error: InfeasibleError) -> None:
    """The conflict, and one button for each question nearby that has a plan."""
    say, plant = workspace.language, workspace.plant
    lines = view.conflict_lines(error, plant, say)
    listed = "\n".join(f"- {plain(line)}" for line in lines) or plain(str(error))
    title = (
        say("This limit cannot be met within what the plant allows and the survey covered")
        if len(lines) == 1
        else say("These limits cannot hold together")
    )
    st.error(listed, title=title, icon=":material/error:")
    found = view.offers(error, asked, plant, say)
    if not found:
        st.caption(say("No single change that helps is known."))
        return
    st.subheader(say("What would help; each of these has a plan"))
    for number, offer in enumerate(found):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(plain(offer.words), width="stretch")
            reason = ""
            if offer.by_word:
                reason = st.text_input(
                    say("Your reason, kept with the plan"), key=f"recommend_word_{number}"
                )
            st.button(
                say("Ask this"),
                key=f"recommend_offer_{number}",
                type="primary" if number == 0 else "secondary",
                disabled=offer.by_word and not reason.strip(),
                on_click=_ask,
                args=(workspace, offer, reason),
            )


def _ask(workspace: Workspace, offer: view.Offer, reason: str) -> None:
    show_question(view.offered_question(offer.alternative, reason), workspace, run=True)
