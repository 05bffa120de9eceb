"""``flotation history``: what is remembered, copies of it, and the proof that it is whole."""

from dataclasses import asdict
from pathlib import Path

import click

from flotation_ui.outputs import check_outputs
from flotation_ui.shell import Group, to_json
from flotation_ui.store_options import database_option, language_option

OUT = click.Path(path_type=Path)
JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


@click.group(cls=Group, name="history")
def command() -> None:
    r"""Show, back up, restore, export and prove the history.

    Example:

    \b
        flotation history show
        flotation history backup history-2026-01-05.sqlite3
        flotation history verify
    """


@command.command()
@database_option
@language_option
@JSON_OPTION
def show(db: str | None, language: str, as_json: bool) -> None:
    r"""Print where the history is, what it holds, and who did what last.

    Example:

    \b
        flotation history show --db history.sqlite3
    """
    from flotation.history import open_history
    from flotation.history.summary import history_summary
    from flotation_ui.words.history import summary_text

    with open_history(db) as history:
        summary = history_summary(history)
    click.echo(to_json(asdict(summary)) if as_json else summary_text(summary, language))


@command.command()
@click.argument("file", type=OUT)
@database_option
@JSON_OPTION
def backup(file: Path, db: str | None, as_json: bool) -> None:
    r"""Write a copy of the history to FILE; it may be in use meanwhile.

    Example:

    \b
        flotation history backup history-2026-01-05.sqlite3
    """
    from flotation.history import open_history
    from flotation.history.backup import backup_history

    with open_history(db) as history:
        inputs = [history.file] if history.file else []
        check_outputs([file], inputs)
        backup_history(history, file)
    _tell(f"the history was copied to {file}", {"backup": str(file)}, as_json)


@command.command()
@click.argument("file", type=OUT)
@database_option
@JSON_OPTION
def restore(file: Path, db: str | None, as_json: bool) -> None:
    r"""Put the backup FILE in the place of the history, and keep the former one beside it.

    A backup that is damaged, or of a newer version, is refused and changes nothing.

    Example:

    \b
        flotation history restore history-2026-01-05.sqlite3
    """
    from flotation.history.backup import restore_address

    restored = restore_address(db, file)
    kept = str(restored.kept) if restored.kept else None
    beside = f"; the former one is {kept}" if kept else ""
    said = {"schema": restored.schema, "former": kept}
    _tell(f"the history was restored from {file}{beside}", said, as_json)


@command.command()
@click.argument("folder", type=OUT)
@database_option
@JSON_OPTION
def export(folder: Path, db: str | None, as_json: bool) -> None:
    r"""Write every table of the history to FOLDER as CSV and JSON, and the plans as they are.

    No cell of the CSV files is a formula to a spreadsheet; the JSON files hold every value exactly.

    Example:

    \b
        flotation history export history-csv
    """
    from flotation.history import open_history
    from flotation.history.export import export_history

    with open_history(db) as history:
        written = export_history(history, folder)
    _tell(f"{len(written)} files were written to {folder}", {"rows": written}, as_json)


@command.command()
@click.option("--noted", metavar="HASH", help="Head of the audit that was noted earlier.")
@database_option
@JSON_OPTION
def verify(noted: str | None, db: str | None, as_json: bool) -> None:
    r"""Prove that no page is damaged and no row or line of the audit was changed.

    Note the hash it prints where nobody can change it: given back as --noted, it proves that
    the audit was not written anew.

    Example:

    \b
        flotation history verify
    """
    from flotation.history import open_history
    from flotation.history.verification import verify_history

    with open_history(db) as history:
        proved = verify_history(history, noted=noted)
    rows = sum(proved.rows.values())
    words = f"{proved.head.number} lines of the audit and {rows} rows are as they were written"
    if as_json:
        click.echo(to_json(asdict(proved)))
        return
    click.echo(proved.head.hash)
    click.echo(words, err=True)


@command.command()
@database_option
@JSON_OPTION
def migrate(db: str | None, as_json: bool) -> None:
    r"""Bring the tables of the history to this version's; a file is copied before.

    Every other command does so too; this one only, before others use a server's history.

    Example:

    \b
        flotation history migrate --db postgresql://flotation@db/flotation
    """
    from flotation.history import open_history
    from flotation.history.migration import newest_schema

    with open_history(db) as history:
        steps = list(history.migrated)
        name = history.name
    schema = newest_schema()
    done = f"brought forward by {', '.join(steps)}" if steps else "as it was"
    said = {"history": name, "schema": schema, "steps": steps}
    _tell(f"the history {name} has schema {schema}, {done}", said, as_json)


def _tell(words: str, content: dict[str, object], as_json: bool) -> None:
    if as_json:
        click.echo(to_json(content))
        return
    click.echo(words, err=True)
