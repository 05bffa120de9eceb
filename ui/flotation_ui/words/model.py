"""A fitted model as text: how well it predicts, and what the survey supports."""

from typing import Any

from flotation.circuit_model import CircuitModel
from flotation_ui.screen import aligned, wrapped
from flotation_ui.words.warnings import warning_sentences


def model_text(model: CircuitModel) -> str:
    """Warnings, scores on held-out time blocks, intervals and evidence."""
    parts = [warnings_text(model), scores_text(model), interval_text(model), evidence_text(model)]
    return "\n\n".join(part for part in parts if part)


def warnings_text(model: CircuitModel) -> str:
    """What the card warns of, a sentence each."""
    return "\n".join(wrapped(f"! {words}", indent="  ") for words in warning_sentences(model))


def scores_text(model: CircuitModel) -> str:
    """Scores beside the two baselines, a row a target."""
    rows = [
        [
            s.target,
            f"{s.rows}",
            f"{s.mae:.3f}",
            f"{s.r2_mean:+.2f}",
            f"{s.r2_last:+.2f}",
            "-" if s.coverage is None else f"{100 * s.coverage:.0f} %",
        ]
        for s in model.scores
    ]
    header = ["held-out time blocks", "shifts", "mean error, ln", "R2 on mean", "R2 on last lab"]
    return aligned([*header, "90 % covers"], rows)


def interval_text(model: CircuitModel) -> str:
    """The 90 % interval of each product's recovery at the present set-points."""
    rows = []
    for component, present in present_recoveries(model).items():
        interval = model.intervals[component]
        best = interval.coverage_at_best
        rows.append(
            [
                component,
                f"{100 * present['value']:.1f} %",
                f"{100 * present['low']:.1f} to {100 * present['high']:.1f} %",
                f"{100 * present['true_low']:.1f} to {100 * present['true_high']:.1f} %",
                "-" if best is None else f"{100 * best:.0f} %",
                str(interval.rows),
            ]
        )
    header = ["recovery now", "predicted", "90 % of shifts measured", "90 % of the truth"]
    return aligned([*header, "covers at best", "shifts"], rows)


def present_recoveries(model: CircuitModel) -> dict[str, dict[str, float]]:
    """Predicted recovery at present, its 90 % interval and that of the truth, by component."""
    predicted = model.predict(model.present_settings, model.present_conditions).recovery
    found = {}
    for component in (product.component for product in model.products):
        interval = model.intervals[component]
        value = float(predicted[component])
        low, high = interval.bounds(value, 0.9)
        true_low, true_high = interval.true_bounds(value, 0.9)
        found[component] = {
            "value": value,
            "low": float(low),
            "high": float(high),
            "true_low": float(true_low),
            "true_high": float(true_high),
        }
    return found


def evidence_text(model: CircuitModel) -> str:
    """The sentence on each lever; the survey's verdict on it decides whether a plan may move it."""
    return "\n".join(wrapped(f"- {e.sentence}", indent="  ") for e in model.evidence.values())


def model_summary(model: CircuitModel) -> dict[str, Any]:
    """Scores, intervals, evidence and provenance for machines."""
    return {
        "plant": {"name": model.plant_name, "sha256": model.plant_digest},
        "survey": {"sha256": model.survey_digest},
        "scores": [
            {name: getattr(score, name) for name in type(score).__dataclass_fields__}
            for score in model.scores
        ],
        "warnings": list(model.card.get("warnings", ())),
        "present_recovery_90": present_recoveries(model),
        "intervals_90": {c: list(i.two_sided(0.9)) for c, i in model.intervals.items()},
        "interval_links": {c: i.link for c, i in model.intervals.items()},
        "evidence": {
            lever: {"status": e.status, "sentence": e.sentence}
            for lever, e in model.evidence.items()
        },
        "present": dict(model.present),
        "versions": dict(model.versions),
        "seed": model.seed,
    }
