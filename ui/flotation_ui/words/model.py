"""A fitted model as text: how well it predicts, and what the survey supports."""

from typing import Any

from flotation.circuit_model import CircuitModel
from flotation_ui.screen import aligned, wrapped


def model_text(model: CircuitModel) -> str:
    """Scores on held-out time blocks, intervals and evidence."""
    return "\n\n".join([scores_text(model), interval_text(model), evidence_text(model)])


def scores_text(model: CircuitModel) -> str:
    """Scores beside the two baselines, a row a target."""
    rows = [
        [s.target, f"{s.rows}", f"{s.mae:.3f}", f"{s.r2_mean:+.2f}", f"{s.r2_last:+.2f}"]
        for s in model.scores
    ]
    header = ["held-out time blocks", "shifts", "mean error, ln", "R2 on mean", "R2 on last lab"]
    return aligned(header, rows)


def interval_text(model: CircuitModel) -> str:
    """How wide the 90 % interval of each product's recovery is."""
    rows = []
    for component, interval in model.intervals.items():
        low, high = interval.two_sided(0.9)
        covered = interval.coverage.get("0.9")
        rows.append(
            [
                component,
                f"{100 * low:+.1f} to {100 * high:+.1f} %",
                "-" if covered is None else f"{100 * covered:.0f} %",
                str(interval.rows),
            ]
        )
    header = ["recovery to product", "90 % interval, relative", "covers", "shifts"]
    return aligned(header, rows)


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
        "intervals_90": {c: list(i.two_sided(0.9)) for c, i in model.intervals.items()},
        "evidence": {
            lever: {"status": e.status, "sentence": e.sentence}
            for lever, e in model.evidence.items()
        },
        "present": dict(model.present),
        "versions": dict(model.versions),
        "seed": model.seed,
    }
