import datetime
import hashlib
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from history.samples import BY, NOON

from flotation.errors import ConflictError, DataError, HistoryError, PlantFileError
from flotation.history.advice import advice_given, advice_of, keep_advice
from flotation.history.audit import audit_lines, verify_audit
from flotation.history.balances import keep_balance, kept_balances
from flotation.history.decisions import (
    decided_advice,
    decision_on,
    keep_decision,
    make_decision,
)
from flotation.history.outcomes import keep_outcome, outcome_of, outcomes_of
from flotation.history.people import give_role, people_with_roles, role_of
from flotation.history.plans import keep_plan, kept_plan, kept_plans
from flotation.history.plants import keep_plant, plant_in_use, plant_names, plant_versions
from flotation.history.prices import keep_price, price_versions, prices_on
from flotation.history.questions import (
    change_question,
    keep_question,
    question,
    question_versions,
    saved_questions,
)
from flotation.market import Price


@pytest.fixture(scope="session")
def toml(root):
    return (root / "tests" / "small_plant.toml").read_text(encoding="utf-8")


@pytest.fixture
def shown(history):
    """Advice that was shown for the shift of 5 January, 16:00."""
    plan = keep_plan(history, "mill", b'{"status": "optimal"}\n', **BY)
    return keep_advice(history, plan.sha256, shift="2026-01-05 16:00", shown_to="Li Wei", now=NOON)


def test_the_newest_version_of_a_plant_is_the_one_in_use(history, toml):
    first = keep_plant(history, toml, comment="as built", **BY)
    second = keep_plant(history, toml + "\n# a word more\n", expected=1, **BY)
    assert (first.number, second.number) == (1, 2)
    assert plant_in_use(history, first.plant) == second
    assert plant_versions(history, first.plant) == (first, second)
    assert first.sha256 == hashlib.sha256(toml.encode()).hexdigest()
    assert first.parsed().name == first.plant
    assert plant_names(history) == (first.plant,)


def test_keeping_the_plant_in_use_again_makes_no_version(history, toml):
    first = keep_plant(history, toml, **BY)
    assert keep_plant(history, toml, by="Wang Fang", now=NOON) == first
    assert len(audit_lines(history)) == 1


def test_going_back_to_an_old_plant_file_is_a_new_version(history, toml):
    first = keep_plant(history, toml, **BY)
    keep_plant(history, toml + "\n", **BY)
    assert keep_plant(history, toml, **BY).number == 3
    assert plant_in_use(history, first.plant).toml == toml


def test_a_plant_that_was_changed_meanwhile_is_not_overwritten(history, toml):
    keep_plant(history, toml, **BY)
    keep_plant(history, toml + "\n", by="Wang Fang", now=NOON, expected=1)
    with pytest.raises(ConflictError, match="changed by Wang Fang .*version 2, you edited 1"):
        keep_plant(history, toml + "\n\n", **BY, expected=1)


def test_a_text_that_is_no_plant_file_is_not_kept(history):
    with pytest.raises(PlantFileError, match="name"):
        keep_plant(history, "[prices]\n", **BY)
    assert audit_lines(history) == ()


def price(value, item="bha"):
    return Price(
        item=item,
        value=value,
        low=value / 2,
        high=value * 2,
        unit="CNY/t",
        date=datetime.date(2025, 12, 1),
        source="assumed",
    )


def day(number):
    return datetime.date(2026, 1, number)


def test_a_price_holds_from_its_day_until_the_next(history):
    for number, value in ((10, 20.0), (5, 10.0)):
        keep_price(history, "mill", price(value), valid_from=day(number), **BY)
    on = [prices_on(history, "mill", day(number)) for number in (4, 5, 9, 10)]
    assert [each["bha"].price.value if each else None for each in on] == [None, 10.0, 10.0, 20.0]
    assert on[1]["bha"].price == price(10.0)
    assert prices_on(history, "other mill", day(9)) == {}


def test_a_later_word_on_the_same_day_corrects_a_price(history):
    for value in (10.0, 11.0, 11.0, 10.0):
        keep_price(history, "mill", price(value), valid_from=day(5), **BY)
    assert prices_on(history, "mill", day(5))["bha"].price.value == 10.0
    assert len(price_versions(history, "mill", "bha")) == 3
    assert price_versions(history, "mill", "soap") == ()


def test_a_balance_is_kept_once_and_found_by_its_time(history):
    one = {"first": "2026-01-05 00:00", "last": "2026-01-05 16:00"}
    two = {"first": "2026-01-06 00:00", "last": "2026-01-06 16:00"}
    kept = keep_balance(history, "mill", {"feed": [1.0, 2.5]}, **one, **BY)
    assert keep_balance(history, "mill", {"feed": [1.0, 2.5]}, **one, by="x") == kept
    other = keep_balance(history, "mill", {"feed": [1.0, 2.5]}, **two, **BY)
    assert kept_balances(history, "mill") == (kept, other)
    assert kept_balances(history, "mill", start="2026-01-06") == (other,)
    assert kept_balances(history, "mill", end="2026-01-06") == (kept,)
    with pytest.raises(DataError, match="cannot be kept"):
        keep_balance(history, "mill", {"feed": float("nan")}, **one, **BY)


def test_a_question_is_found_by_a_short_id(history):
    kept = keep_question(history, "mill", "less BHA", 'goal = "cost"', **BY)
    assert question(history, kept.id) == kept
    assert (len(kept.id), kept.version) == (10, 1)
    assert saved_questions(history, "mill") == (kept,)
    assert saved_questions(history, "other mill") == ()


def test_a_change_of_a_question_keeps_what_it_was(history):
    first = keep_question(history, "mill", "less BHA", 'goal = "cost"', **BY)
    second = change_question(history, first.id, version=1, toml='goal = "margin"', **BY)
    assert (second.name, second.toml, second.version) == ("less BHA", 'goal = "margin"', 2)
    assert question_versions(history, first.id) == (first, second)
    assert question(history, first.id, version=1) == first
    assert saved_questions(history, "mill") == (second,)


def test_the_second_of_two_changes_of_a_question_is_refused(history):
    kept = keep_question(history, "mill", "less BHA", 'goal = "cost"', **BY)
    change_question(history, kept.id, version=1, name="no BHA", by="Wang Fang", now=NOON)
    with pytest.raises(ConflictError, match="'no BHA' was changed by Wang Fang .*version 2"):
        change_question(history, kept.id, version=1, name="mine", **BY)
    assert question(history, kept.id).name == "no BHA"


def test_a_removed_question_is_not_listed_and_its_link_still_opens_it(history):
    kept = keep_question(history, "mill", "less BHA", 'goal = "cost"', **BY)
    change_question(history, kept.id, version=1, removed=True, **BY)
    assert saved_questions(history, "mill") == ()
    assert question(history, kept.id).toml == kept.toml


@pytest.mark.parametrize("version", [None, 7])
def test_a_question_that_is_not_there_is_said_so(history, version):
    with pytest.raises(HistoryError, match="there is no question 'nope'"):
        question(history, "nope", version)


def test_a_plan_comes_back_byte_for_byte(history):
    data = '{"status":  "optimal",\n "name": "钨"}\r\n'.encode()
    asked = keep_question(history, "mill", "less BHA", 'goal = "cost"', **BY)
    kept = keep_plan(history, "mill", data, question=asked, **BY)
    assert kept_plan(history, kept.sha256).content == data
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert keep_plan(history, "mill", data, by="Wang Fang") == kept
    assert kept_plans(history, "mill", question=asked.id) == (kept,)
    assert kept_plans(history, "mill", question="other") == ()
    assert kept_plans(history, "other mill") == ()


def test_what_is_no_json_is_no_plan(history):
    with pytest.raises(HistoryError, match="no plan in JSON"):
        keep_plan(history, "mill", b"{", **BY)


def test_the_newest_plan_comes_first(history):
    plans = [
        keep_plan(history, "mill", b"%d" % n, by="x", now=NOON + timedelta(hours=n))
        for n in range(3)
    ]
    assert kept_plans(history, "mill", newest=2) == (plans[2], plans[1])


def test_advice_shown_twice_to_one_person_is_one_advice(history, shown):
    again = {"shift": "2026-01-05 16:00", "now": NOON + timedelta(minutes=5)}
    assert keep_advice(history, shown.plan_sha256, shown_to="Li Wei", **again) == shown
    other = keep_advice(history, shown.plan_sha256, shown_to="Wang Fang", **again)
    assert advice_given(history, "mill") == (shown, other)
    assert advice_of(history, shown.id) == shown


def test_advice_is_found_by_the_shift_it_is_for(history, shown):
    assert advice_given(history, "mill", start="2026-01-05 16:00") == (shown,)
    assert advice_given(history, "mill", start="2026-01-05 16:01") == ()
    assert advice_given(history, "mill", end="2026-01-05 16:00") == ()


def test_there_is_no_advice_without_its_plan(history):
    with pytest.raises(HistoryError, match="there is no plan 'abc'"):
        keep_advice(history, "abc", shift="2026-01-05 16:00", shown_to="Li Wei")


def test_a_decision_says_what_was_chosen_and_why(history, shown):
    decision = make_decision(
        shown.id, "changed", setpoints={"bha_g_t": 210.5}, reason_code="not_worth_it", **BY
    )
    keep_decision(history, decision)
    assert decision_on(history, shown.id) == decision
    [both] = decided_advice(history, "mill")
    assert (both.advice, both.decision) == (shown, decision)
    assert [line.action for line in audit_lines(history, subject=shown.id)] == [
        "advice shown",
        "advice changed",
    ]


def test_deciding_twice_is_refused_in_a_sentence(history, shown):
    keep_decision(history, make_decision(shown.id, "declined", reason_code="equipment", **BY))
    second = make_decision(shown.id, "accepted", by="Wang Fang", setpoints={"bha_g_t": 1.0})
    with pytest.raises(ConflictError, match="was declined by Li Wei at 2026-01-05T12:00"):
        keep_decision(history, second)
    assert decision_on(history, shown.id).kind == "declined"


def test_advice_without_a_decision_is_undecided(history, shown):
    assert decision_on(history, shown.id) is None
    [both] = decided_advice(history, "mill")
    assert both.decision is None


def test_nothing_is_decided_about_advice_that_was_never_given(history):
    with pytest.raises(HistoryError, match="there is no advice 'nope'"):
        keep_decision(history, make_decision("nope", "accepted", setpoints={"x": 1.0}, **BY))


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"kind": "ignored"}, "cannot be 'ignored'"),
        ({"kind": "declined"}, "needs a reason"),
        ({"kind": "declined", "reason_code": "mood"}, "'mood' is no reason"),
        ({"kind": "declined", "reason_code": "other", "reason": " "}, "'other' needs words"),
        ({"kind": "declined", "reason_code": "equipment", "setpoints": {"x": 1}}, "of its own"),
        ({"kind": "accepted"}, "needs the set-points chosen"),
        ({"kind": "accepted", "setpoints": {"x": np.nan}}, "finite"),
    ],
)
def test_a_decision_that_does_not_say_enough_is_refused(said, match):
    with pytest.raises(HistoryError, match=match):
        make_decision("id", by="Li Wei", **said)


def test_late_assays_correct_an_outcome_and_the_former_is_kept(history, shown):
    first = keep_outcome(history, shown.id, recovery={"WO3": 0.7}, margin=None, **BY)
    assert keep_outcome(history, shown.id, recovery={"WO3": 0.7}, margin=None, by="x") == first
    second = keep_outcome(history, shown.id, recovery={"WO3": 0.71}, margin=1200.0, **BY)
    assert outcome_of(history, shown.id) == second
    assert outcomes_of(history, shown.id) == (first, second)
    assert outcome_of(history, "nope") is None


@pytest.mark.parametrize("recovery", [{}, {"WO3": 70.0}, {"WO3": -0.1}, {"WO3": np.nan}])
def test_an_outcome_needs_recoveries_as_fractions(history, shown, recovery):
    with pytest.raises(HistoryError, match="as a fraction between 0 and 1"):
        keep_outcome(history, shown.id, recovery=recovery, margin=1.0, **BY)


def test_the_last_role_given_counts(history):
    give_role(history, "Li Wei", "approver", **BY)
    give_role(history, "Wang Fang", "viewer", **BY)
    give_role(history, "Wang Fang", "engineer", **BY)
    give_role(history, "Chen Jie", "viewer", **BY)
    give_role(history, "Chen Jie", "none", **BY)
    assert [role_of(history, name) for name in ("Wang Fang", "Chen Jie", "nobody")] == [
        "engineer",
        None,
        None,
    ]
    assert [(p.name, p.role) for p in people_with_roles(history)] == [
        ("Li Wei", "approver"),
        ("Wang Fang", "engineer"),
    ]


def test_a_role_given_again_is_no_new_line(history):
    first = give_role(history, "Li Wei", "viewer", **BY)
    assert give_role(history, "Li Wei", "viewer", by="x") == first
    assert len(audit_lines(history)) == 1


def test_the_last_approver_stays_one(history):
    give_role(history, "Li Wei", "approver", **BY)
    with pytest.raises(HistoryError, match="Li Wei is the last approver"):
        give_role(history, "Li Wei", "viewer", **BY)
    give_role(history, "Wang Fang", "approver", **BY)
    assert give_role(history, "Li Wei", "viewer", **BY).role == "viewer"


@pytest.mark.parametrize(("name", "role"), [("Li Wei", "king"), (" ", "viewer")])
def test_there_are_no_other_roles_and_no_nameless_people(history, name, role):
    with pytest.raises(HistoryError, match="roles are viewer, engineer, approver"):
        give_role(history, name, role, **BY)


def test_every_noun_is_in_one_audit_that_holds(history, toml, shown):
    keep_plant(history, toml, **BY)
    keep_question(history, "mill", "'; DROP TABLE audit; --", "x", **BY)
    head = verify_audit(history)
    assert head.number == len(audit_lines(history)) == 4
    assert {line.at for line in audit_lines(history)} == {"2026-01-05T12:00:00.000000Z"}
    assert saved_questions(history, "mill")[0].name == "'; DROP TABLE audit; --"


def test_moments_without_a_zone_and_shifts_with_one_are_refused(history):
    with pytest.raises(DataError, match="has no time zone"):
        keep_question(history, "mill", "a", "b", by="x", now=NOON.replace(tzinfo=None))
    plan = keep_plan(history, "mill", b"{}", **BY)
    for shift in (NOON, "yesterday", pd.NaT):
        with pytest.raises(DataError, match="time"):
            keep_advice(history, plan.sha256, shift=shift, shown_to="Li Wei")
