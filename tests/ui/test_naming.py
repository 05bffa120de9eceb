from flotation_ui.naming import named, reason_for


def test_a_column_name_becomes_its_label_and_longer_words_stay(demonstration):
    plant = demonstration.brief.plant
    sentence = "w_ph at its high end; w_ph_2 and x_w_ph stay"
    assert named(plant, sentence) == "pH, W rougher at its high end; w_ph_2 and x_w_ph stay"
    assert named(plant, sentence, "zh").startswith(plant.columns["w_ph"].zh + " at its")


def test_a_label_with_its_column_name_is_said_once(demonstration):
    plant = demonstration.brief.plant
    assert named(plant, "pH, W rougher (w_ph): not shown") == "pH, W rougher: not shown"
    assert reason_for(plant, "w_ph", "no: pH, W rougher (w_ph): not shown") == "no: not shown"


def test_the_plants_own_words_are_not_taken_for_patterns(demonstration):
    plant = demonstration.brief.plant
    assert named(plant, r"\\1 and w.ph") == r"\\1 and w.ph"
