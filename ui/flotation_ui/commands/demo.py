"""``flotation demo``: the whole path on the shipped survey."""

import time
from pathlib import Path

import click

from flotation_ui.outputs import check_outputs, make_folder, write_whole
from flotation_ui.progress import waiting
from flotation_ui.shell import Command, to_json


@click.command(cls=Command, name="demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Folder for plan.json, front.csv and report.html.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of report.html.",
)
@click.option("--json", "as_json", is_flag=True, help="Print plan, front and truth as JSON.")
def command(out: Path, language: str, as_json: bool) -> None:
    r"""Train on the shipped survey, plan 70 % WO3 at least cost, and show it all.

    The shipped plant is a surrogate, a mechanistic simulator, so that what the
    plan really gives is known too.

    Example:

    \b
        flotation demo
        flotation demo --out demo --language zh
    """
    make_folder(out)
    files = [out / name for name in ("plan.json", "front.csv", "report.html")]
    check_outputs(files)
    began = time.monotonic()
    with waiting("Starting") as tell:
        from flotation_ui.demonstration import demonstrate
        from flotation_ui.report.page import report_html
        from flotation_ui.words.demonstration import demonstration_json, demonstration_text
        from flotation_ui.words.front import front_csv
        from optimiser.plan_file import plan_json

        found = demonstrate(tell)
        tell("Writing the report")
        contents = (
            plan_json(found.brief.plan),
            front_csv(found.points),
            report_html(found.brief, language),
        )
        for path, content in zip(files, contents, strict=True):
            write_whole(path, content)
    click.echo(to_json(demonstration_json(found)) if as_json else demonstration_text(found))
    written = ", ".join(map(str, files))
    click.echo(f"\n{written} written; {time.monotonic() - began:.0f} s", err=True)
