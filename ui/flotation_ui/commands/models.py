"""``flotation models``: what the store holds, and who decides which model is used."""

from dataclasses import asdict
from pathlib import Path

import click

from flotation_ui.inputs import plant_path
from flotation_ui.shell import Group, to_json
from flotation_ui.store_options import by_options, language_option, now, store_option


@click.group(cls=Group, name="models")
def command() -> None:
    r"""List, show, approve and roll back the models of a store.

    Example:

    \b
        flotation models list
        flotation models approve 3f29ab01c2d4 --by "Li Wei" --why "reads tails better"
    """


@command.command(name="list")
@store_option
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print the cards as JSON.")
def list_models(store: Path, language: str, as_json: bool) -> None:
    r"""Print every model with its plant, span and evidence, the champions marked.

    Example:

    \b
        flotation models list --store models
    """
    from flotation.store import ModelStore
    from flotation_ui.words.stored_models import models_text

    kept = ModelStore(store)
    if as_json:
        cards = kept.cards()
        champions = {card.plant: kept.champion(card.plant) for card in cards}
        click.echo(to_json({"models": [c.as_dict() for c in cards], "champions": champions}))
        return
    click.echo(models_text(kept, language))


@command.command()
@click.argument("model")
@store_option
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print the card and the history as JSON.")
def show(model: str, store: Path, language: str, as_json: bool) -> None:
    r"""Print the card of MODEL, a hash or its beginning, and what was decided about it.

    Example:

    \b
        flotation models show 3f29ab01c2d4
    """
    from flotation.store import ModelStore
    from flotation_ui.words.stored_models import model_card_text

    kept = ModelStore(store)
    card = kept.card(model)
    kept.get(card.sha256)
    if as_json:
        known = [e for e in kept.history(card.plant) if card.sha256 in (e.model, e.champion)]
        entry = {"card": card.as_dict(), "file": str(kept.path(card.sha256))}
        click.echo(to_json(entry | {"history": [asdict(e) for e in known]}))
        return
    click.echo(model_card_text(kept, card, language))


@command.command()
@click.argument("model")
@by_options
@store_option
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def approve(model: str, by: str, why: str, store: Path, as_json: bool) -> None:
    r"""Make MODEL, which 'flotation retrain' has judged, the champion of its plant.

    Refused with exit code 5 where the champion is no longer the one it was judged
    against; a model that the verdict does not favour needs a reason.

    Example:

    \b
        flotation models approve 3f29ab01c2d4 --by "Li Wei"
    """
    from flotation.store import ModelStore
    from flotation_ui.approval import approve_model

    card = approve_model(ModelStore(store), model, by=by, why=why, when=now())
    _tell(card.plant, card.sha256, as_json)


@command.command()
@click.argument("plant")
@by_options
@store_option
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def rollback(plant: str, by: str, why: str, store: Path, as_json: bool) -> None:
    r"""Go back to the champion that PLANT, a plant file, had before the present one.

    Example:

    \b
        flotation models rollback plant.toml --by "Li Wei" --why "tails went up"
    """
    from flotation.plant_file import load_plant
    from flotation.store import ModelStore
    from flotation_ui.approval import checked_words

    by, why = checked_words(by, why)
    name = load_plant(plant_path(plant)).name
    _tell(name, ModelStore(store).rollback(name, by=by, why=why, when=now()), as_json)


def _tell(plant: str, sha256: str, as_json: bool) -> None:
    if as_json:
        click.echo(to_json({"plant": plant, "champion": sha256}))
        return
    click.echo(f"the champion of {plant!r} is {sha256[:12]} now", err=True)
