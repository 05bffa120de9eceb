"""One retraining job: surveys in, a challenger judged and stored, perhaps promoted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flotation.errors import DataError
from flotation.plant import Plant
from flotation.retraining import Retraining
from flotation.store import Entry, ModelStore, StoredCard
from flotation.store.stored_card import refuse_other_circuit
from flotation.survey import Survey
from flotation.survey.joined import JoinedSurvey, join_surveys
from flotation_ui.inputs import read_plant_and_survey, survey_path
from optimiser.judgement import Verdict, judge

LEAST_ACCEPTED = 0.5  # of a survey's rows: with fewer, something is wrong with the file
NOT_PROMOTED = 5
JOB, AUTOMATIC = "flotation retrain", "flotation retrain, by [retraining] automatic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrained:
    """What a retraining job came to.

    Attributes
    ----------
    card : StoredCard
        Of the challenger.
    champion : str or None
        Hash of the model in use before the job.
    verdict : Verdict or None
        None where the challenger is the champion itself: nothing is new.
    promoted : bool
    """

    card: StoredCard
    champion: str | None
    verdict: Verdict | None
    promoted: bool

    @property
    def exit_code(self) -> int:
        """0 where the plant runs on this model now, 5 where it was not promoted."""
        return 0 if self.promoted or self.verdict is None else NOT_PROMOTED


def read_surveys(plant: str | Path, surveys: tuple[str, ...]) -> tuple[Plant, JoinedSurvey]:
    """A plant file, and surveys read through its columns and joined.

    Raises
    ------
    DataError
        If a survey is refused, less than half of it can be used, or two contradict each other.
    """
    read: dict[str, Survey] = {}
    for word in surveys:
        nouns, survey = read_plant_and_survey(plant, word)
        report = survey.report
        if report.accepted < LEAST_ACCEPTED * report.read:
            raise DataError(
                f"{survey_path(word).name}: {report.accepted} of {report.read} rows can be used, "
                "fewer than half; nothing was trained, see 'flotation check'"
            )
        read[str(survey_path(word))] = survey
    return nouns, join_surveys(read, nouns.time_column)


def retrain(
    plant: Plant,
    survey: JoinedSurvey,
    store: ModelStore,
    policy: Retraining,
    *,
    when: str,
    seed: int = 0,
    in_process: bool = False,
) -> Retrained:
    """Judge a challenger, keep it with its verdict, and promote it where the plant file says so.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : JoinedSurvey
    store : flotation.store.ModelStore
    policy : flotation.retraining.Retraining
    when : str
        Time of day in UTC, for the journal.
    seed : int, default 0
    in_process : bool, default False
        Solve in the calling process; for tests.

    Raises
    ------
    DataError, RefusedError
        If the challenger cannot be fitted, or the champion is another plant's.
    NotPromotedError
        If another job promoted a model meanwhile.
    """
    champion = store.champion(plant.name)
    if champion is not None:
        refuse_other_circuit(store.card(champion), plant)
    model = None if champion is None else store.get(champion)
    judged = judge(plant, survey, model, policy, seed=seed, in_process=in_process)
    card = store.put(judged.challenger, plant)
    if card.sha256 == champion:
        return Retrained(card=card, champion=champion, verdict=None, promoted=False)
    verdict = judged.verdict
    why = "; ".join(reason.code for reason in verdict.reasons)
    store.record(
        Entry(
            plant=plant.name,
            event="judged",
            model=card.sha256,
            champion=champion,
            by=JOB,
            why=why,
            when=when,
            verdict=_plain(verdict.as_dict()),
        )
    )
    promoted = policy.automatic and verdict.outcome == "promote"
    if promoted:
        store.promote(card.sha256, expected=champion, by=AUTOMATIC, why=why, when=when)
    return Retrained(card=card, champion=champion, verdict=verdict, promoted=promoted)


def _plain(value: Mapping) -> dict:
    """As it will be read back from JSON."""
    return json.loads(json.dumps(value, allow_nan=False))
