"""What people do with advice, and why, in words."""

from flotation_ui.language import N_

DECISIONS = {"accepted": N_("accepted"), "changed": N_("changed"), "declined": N_("declined")}
REASONS = {
    "ore_differs": N_("the ore of the shift is another"),
    "equipment": N_("a machine stands still or cannot go there"),
    "reagent_missing": N_("a reagent is missing"),
    "data_doubtful": N_("an assay or a sensor is not believed"),
    "move_too_large": N_("too large a move at once"),
    "not_worth_it": N_("not worth the effort"),
    "other": N_("another reason, in words"),
}
