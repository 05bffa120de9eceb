"""The report of a model: what it learned, how far to trust it, and whether it still holds."""

from collections.abc import Sequence

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from flotation_ui.figures import DriftFigure, ResponseFigure, response_figures
from flotation_ui.report.background import BADGE, evidence_table, score_section
from flotation_ui.report.drift_chart import drift_chart
from flotation_ui.report.labels import Words
from flotation_ui.report.markup import section, table, tag, text
from flotation_ui.report.page import whole_page
from flotation_ui.report.response_chart import response_chart
from flotation_ui.report.svg import spread
from flotation_ui.units_shown import percent, with_unit
from flotation_ui.words.model import present_recoveries


def model_html(
    plant: Plant, model: CircuitModel, language: str = "en", drift: Sequence[DriftFigure] = ()
) -> str:
    """A self-contained page: no script, no outside request, every text escaped.

    Parameters
    ----------
    plant : Plant
    model : CircuitModel
    language : {"en", "zh"}
    drift : sequence of DriftFigure
        Of a survey that goes on after the model's, if any.
    """
    words = Words(language=language)
    name = plant.zh if language == "zh" and plant.zh else plant.name
    rows, span = model.card["rows"], model.card["span"]
    lead = words(
        "model_lead",
        shifts=rows["used"],
        accepted=rows["accepted"],
        trials=rows["in_trials"],
        first=span["first"][:10],
        last=span["last"][:10],
    )
    body = [
        tag("p", text(lead), class_="lead"),
        _cards(model, words),
        score_section(model, words),
        _responses(plant, model, words),
        _drift(drift, words),
        evidence_table(plant, model, words),
        _provenance(model, words),
    ]
    return whole_page(words("model_title", plant=name), body, language)


def _cards(model: CircuitModel, words: Words) -> str:
    boxes = []
    for component, now in present_recoveries(model).items():
        interval = words("interval", low=percent(now["low"]), high=percent(now["high"]))
        true = words("true_interval", low=percent(now["true_low"]), high=percent(now["true_high"]))
        boxes.append(
            tag(
                "div",
                [
                    tag("div", text(words("now_card", component=component)), class_="name"),
                    tag("div", text(percent(now["value"])), class_="value"),
                    tag("div", text(interval), class_="note"),
                    tag("div", text(true), class_="note"),
                ],
                class_="card",
            )
        )
    return tag("div", boxes, class_="cards")


def _responses(plant: Plant, model: CircuitModel, words: Words) -> str:
    figures = response_figures(plant, model)
    limits = {
        component: spread(
            [y for f in figures if f.component == component for y in (*f.low, *f.high)]
        )
        for component in {f.component for f in figures}
    }
    pictures = [_response(plant, f, words, limits[f.component]) for f in figures]
    note = tag("p", text(words("response_key")), class_="note")
    multiples = tag("div", pictures, class_="multiples")
    return section(words("responses"), multiples, note) if pictures else ""


def _response(
    plant: Plant, figure: ResponseFigure, words: Words, limits: tuple[float, float]
) -> str:
    column = plant.columns[figure.lever]
    title = f"{with_unit(words.label(column), column.unit)} → {figure.component}"
    badge = tag("span", text(words(figure.status)), class_=BADGE[figure.status])
    picture = response_chart(
        list(zip(figure.settings, figure.recovery, strict=True)),
        figure.surveyed,
        figure.now,
        None,
        title,
        limits,
        list(zip(figure.low, figure.high, strict=True)),
        list(zip(figure.edges[:-1], figure.edges[1:], figure.density, strict=True)),
    )
    return tag("figure", [tag("figcaption", text(title) + " " + badge), picture])


def _drift(figures: Sequence[DriftFigure], words: Words) -> str:
    names = (words("drift_errors"), words("drift_sums"))
    pictures = []
    for figure in figures:
        newer = len(figure.time) - figure.newer
        said = words("drift_note", component=figure.component, newer=newer)
        caption = tag("p", text(said), class_="key")
        pictures.append(tag("figure", [caption, drift_chart(figure, said, names)]))
    return section(words("drift"), *pictures)


def _provenance(model: CircuitModel, words: Words) -> str:
    hashes = {"plant": model.plant_digest, "survey": model.survey_digest}
    rows = [
        [text(words(name)), tag("span", text(value), class_="hash")]
        for name, value in hashes.items()
    ]
    return section(words("provenance"), table(["", "SHA-256"], rows, words=(0, 1)))
