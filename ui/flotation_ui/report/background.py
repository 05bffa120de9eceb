"""The parts of the report that say why to believe it: truth, responses, evidence, scores."""

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.model_warnings import RECOVERY
from flotation.plant import Plant
from flotation_ui.brief import Brief
from flotation_ui.figures import BlockFigure, block_figures
from flotation_ui.report.block_chart import block_chart
from flotation_ui.report.labels import Words
from flotation_ui.report.markup import section, table, tag, text
from flotation_ui.report.response_chart import response_chart
from flotation_ui.report.svg import spread
from flotation_ui.units_shown import at_most, percent, with_unit
from flotation_ui.words.evidence import reason_words
from flotation_ui.words.warnings import warning_sentences

BADGE = {"supported": "badge", "contradicted": "badge contradicted", "not shown": "badge locked"}
STEPS = 61


def responses(brief: Brief, words: Words) -> str:
    """Small pictures of the product recovery each moving lever matters to most."""
    curves = [(lever, *strongest(brief, lever)) for lever in brief.moving]
    curves = [entry for entry in curves if float(np.ptp(entry[2])) > 0.0]
    limits = {
        component: spread([float(y) for _, c, ys in curves if c == component for y in ys])
        for component in {component for _, component, _ in curves}
    }
    pictures = [_response(brief, words, *entry, limits[entry[1]]) for entry in curves]
    note = tag("p", text(words("responses_note")), class_="note")
    return section(
        words("responses"),
        key(words, surveyed=True) + tag("div", pictures, class_="multiples") + note
        if pictures
        else "",
    )


def strongest(brief: Brief, lever: str) -> tuple[str, np.ndarray]:
    """The component whose recovery a lever moves most, and that recovery over its range, in %."""
    settings = {**brief.plan.setpoints, lever: setting_range(brief, lever)}
    curves = {
        product.component: 100.0
        * np.exp(brief.model.log_recovery(product.component, settings, brief.conditions))
        * np.ones(STEPS)
        for product in brief.plant.product
    }
    component = max(curves, key=lambda c: float(np.ptp(np.log(curves[c]))))
    return component, curves[component]


def setting_range(brief: Brief, lever: str) -> np.ndarray:
    """Settings over which a lever's response is drawn."""
    noun = brief.plant.levers[lever]
    return np.linspace(noun.low, noun.high, STEPS)


def _response(
    brief: Brief,
    words: Words,
    lever: str,
    component: str,
    recovery: np.ndarray,
    limits: tuple[float, float],
) -> str:
    x = setting_range(brief, lever)
    column = brief.plant.columns[lever]
    now, proposed = brief.present[lever], brief.plan.setpoints[lever]
    title = f"{with_unit(words.label(column), column.unit)} → {component}"
    picture = response_chart(
        list(zip(x.tolist(), recovery.tolist(), strict=True)),
        brief.model.domain[lever],
        (now, float(np.interp(now, x, recovery))),
        (proposed, float(np.interp(proposed, x, recovery))),
        title,
        limits,
    )
    return tag("figure", [tag("figcaption", text(title)), picture])


def key(words: Words, surveyed: bool = False) -> str:
    """What the marks in a chart stand for."""
    marks = [
        tag("span", "◆", class_="now") + " " + text(words("now")),
        tag("span", "●", class_="proposed") + " " + text(words("proposed")),
    ]
    if surveyed:
        marks.append(tag("span", text(words("surveyed")), class_="surveyed"))
    return tag("p", " &nbsp; ".join(marks), class_="key")


def evidence(brief: Brief, words: Words) -> str:
    """A badge and a sentence for each lever."""
    return evidence_table(brief.plant, brief.model, words)


def evidence_table(plant: Plant, model: CircuitModel, words: Words) -> str:
    """A badge and a sentence for each lever."""
    rows = []
    for lever, found in model.evidence.items():
        name = text(words.label(plant.columns[lever]))
        badge = tag("span", text(words(found.status)), class_=BADGE[found.status])
        rows.append([name, badge, text(reason_words(plant, found, words.language))])
    header = [words("lever"), words("verdict"), words("sentence")]
    return section(words("evidence"), table(header, rows, words=(0, 1, 2)) if rows else "")


def scores(brief: Brief, words: Words) -> str:
    """Predicted against measured recovery of unseen time blocks, and scores beside baselines."""
    return score_section(brief.model, words)


def score_section(model: CircuitModel, words: Words) -> str:
    """Warnings, time blocks, and scores beside the two baselines."""
    parts = [
        tag("p", text(sentence), class_="banner unproven")
        for sentence in warning_sentences(model, words.language)
    ]
    parts += [_blocks(figure, words) for figure in block_figures(model)]
    rows = [
        [
            text(words("recovery_of", component=score.target.removeprefix(RECOVERY))),
            str(score.rows),
            f"{100.0 * score.mae:.1f}",
            "–" if score.mae_last is None else f"{100.0 * score.mae_last:.1f}",
            f"{score.r2_mean:.2f}",
            f"{score.r2_last:.2f}",
            "–" if score.coverage is None else percent(score.coverage),
        ]
        for score in model.scores
        if score.target.startswith(RECOVERY)
    ]
    names = ("shifts", "mean_error", "last_error", "better_than_mean", "better_than_last", "covers")
    header = ["", *(words(name) for name in names)]
    parts.append(table(header, rows) if rows else "")
    parts.append(tag("p", text(words("scores_note")), class_="note"))
    return section(words("scores"), *parts)


def _blocks(figure: BlockFigure, words: Words) -> str:
    if not figure.blocks:
        return ""
    title = words("recovery_of", component=figure.component)
    marks = " &nbsp; ".join(
        tag("span", mark, class_=kind) + " " + text(words(name))
        for mark, kind, name in (("◆", "now", "measured"), ("●", "proposed", "predicted"))
    )
    caption = tag("p", tag("b", text(title)) + " &nbsp; " + marks, class_="key")
    return tag("figure", [caption, block_chart(figure.blocks, title)])


def truth(brief: Brief, words: Words) -> str:
    """Plan, truth and the truly best, beside each other; empty on a real plant."""
    seen = brief.truth
    if seen is None:
        return ""
    rows = [
        [
            text(words("recovery_of", component=component)),
            percent(expected.value),
            f"{percent(expected.low)} – {percent(expected.high)}",
            tag("b", percent(seen.recovery[component])),
        ]
        for component, expected in brief.plan.recovery.items()
    ]
    cost = [f"{brief.plan.cost.total:.1f}", "", tag("b", f"{seen.cost.total:.1f}")]
    rows.append([text(words("cost_of")), *cost])
    rows.append([text(words("best")), "", "", f"{seen.best_cost.total:.1f}"])
    rows.append([text(words("regret")), "", "", f"{seen.regret:.1f}"])
    header = ["", words("stated"), words("within"), words("true")]
    note = tag("p", text(words("truth_note")), class_="note")
    return section(words("truth"), table(header, rows), note)


def certificate(brief: Brief, words: Words) -> str:
    """The numbers that prove the plan."""
    proof = brief.plan.certificate
    rows = [
        [text(words("objective")), f"{proof.objective:.3f}"],
        [text(words("bound")), f"{proof.bound:.3f}"],
        [text(words("gap")), at_most(proof.gap)],
        [text(words("model_gap")), at_most(proof.model_gap)],
    ]
    note = tag("p", text(words("certificate_note")), class_="note")
    return section(words("certificate"), table(["", ""], rows), note)


def provenance(brief: Brief, words: Words) -> str:
    """Hashes of what the plan was made from."""
    known = brief.plan.provenance
    rows = [
        [text(words(name)), tag("span", text(getattr(known, name)), class_="hash")]
        for name in ("plant", "survey", "model")
    ]
    return section(words("provenance"), table(["", "SHA-256"], rows, words=(0, 1)))
