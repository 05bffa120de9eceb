"""The whole report: one HTML file that shows a plan to the person who has to act on it."""

from collections.abc import Sequence
from pathlib import Path

from flotation_ui.brief import Brief
from flotation_ui.report import advice, background
from flotation_ui.report.labels import Words
from flotation_ui.report.markup import tag, text

STYLE = Path(__file__).with_name("style.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_html(brief: Brief, language: str = "en") -> str:
    """A self-contained page: no script, no outside request, every text escaped.

    Parameters
    ----------
    brief : Brief
    language : {"en", "zh"}
    """
    words = Words(language=language)
    title = words("title", plant=advice.plant_label(brief, words))
    body = [
        advice.lead(brief, words),
        advice.banner(brief, words),
        advice.cards(brief, words),
        advice.changes(brief, words),
        advice.limits(brief, words),
        advice.waterfall(brief, words),
        advice.prices_of_recovery(brief, words),
        background.truth(brief, words),
        background.responses(brief, words),
        background.evidence(brief, words),
        background.scores(brief, words),
        background.certificate(brief, words),
        background.provenance(brief, words),
    ]
    return whole_page(title, body, language)


def whole_page(title: str, body: Sequence[str], language: str) -> str:
    """A page of parts under a title, with the style inside and nothing from outside."""
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        tag("title", text(title)),
        tag("style", STYLE.read_text(encoding="utf-8")),
    ]
    main = tag("main", [tag("h1", text(title)), *(part for part in body if part)])
    page = [tag("head", head), tag("body", main)]
    return "<!DOCTYPE html>\n" + tag("html", page, lang=language) + "\n"
