import dataclasses
import json
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from flotation.errors import ModelFileError, NotPromotedError, StoreError
from flotation.model_file import model_hash
from flotation.store import Entry, ModelStore, default_folder
from flotation.store.lock import only_writer
from flotation.store.stored_card import card_of, refuse_other_circuit

SAID = {"by": "Li Wei", "why": "reads the tails better", "when": "2026-01-05T08:00:00Z"}


@pytest.fixture
def store(tmp_path):
    return ModelStore(tmp_path / "store")


@pytest.fixture
def put(store, model, plant):
    """Put a model that differs from the others by its seed."""
    return lambda seed: store.put(dataclasses.replace(model, seed=seed), plant).sha256


def judgement(model, champion=None, outcome="promote"):
    return Entry(
        plant="little plant",
        event="judged",
        model=model,
        champion=champion,
        verdict={"outcome": outcome},
        **SAID,
    )


def files(store):
    return {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}


def test_a_model_comes_back_by_either_of_its_hashes(store, put, model):
    sha256 = put(3)
    there = dataclasses.replace(model, seed=3)
    assert store.get(sha256) == there
    assert store.get(sha256[:8]) == there
    assert store.get(model_hash(there)[:8]) == there


def test_a_card_says_what_a_model_was_made_from(store, put, model, plant):
    card = store.card(put(0))
    assert (card.plant, card.survey_sha256) == ("little plant", model.survey_digest)
    assert (card.first, card.last) == ("2025-01-01 00:00:00", "2025-10-27 16:00:00")
    assert card.units["bha_g_t"] == "g/t"
    assert card.levers == {lever: e.status for lever, e in model.evidence.items()}
    assert card.scores[0]["target"] == model.scores[0].target
    assert card.versions == model.versions


def test_putting_a_model_twice_changes_nothing(store, put):
    put(0)
    before = files(store)
    put(0)
    assert files(store) == before


def test_a_store_that_is_not_there_is_empty(store):
    assert store.cards() == []
    assert store.champion("little plant") is None
    assert not store.folder.exists()


@pytest.mark.parametrize("name", ["", "abc", "0" * 64])
def test_a_hash_that_stands_for_no_model_is_refused(store, put, name):
    put(0)
    with pytest.raises(StoreError, match="no models in .* begins with"):
        store.get(name)


@pytest.mark.parametrize("folder", ["models", "cards"])
@pytest.mark.parametrize("change", [lambda data: data[:-40], lambda data: data.replace(b"7", b"8")])
def test_a_damaged_file_never_counts_as_whole(store, put, folder, change):
    sha256 = put(0)
    path = store.folder / folder / f"{sha256}.json"
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises((StoreError, ModelFileError), match="damaged"):
        store.get(sha256)
    with pytest.raises((StoreError, ModelFileError), match="damaged"):
        store.promote(sha256, expected=None, **SAID)
    assert store.champion("little plant") is None


def test_a_model_under_another_ones_name_is_refused(store, put):
    one, other = put(1), put(2)
    store.path(one).write_bytes(store.path(other).read_bytes())
    with pytest.raises(StoreError, match="not those of its name"):
        store.get(one)


def test_a_damaged_model_is_mended_by_putting_it_again(store, put):
    sha256 = put(0)
    store.path(sha256).write_bytes(b"torn")
    assert store.get(put(0)).seed == 0


def test_an_edited_journal_is_refused(store, put):
    store.promote(put(0), expected=None, **SAID)
    store.promote(put(1), expected=store.champion("little plant"), **SAID)
    path = store.folder / "journal.json"
    content = json.loads(path.read_bytes())
    content["content"].pop()
    path.write_text(json.dumps(content))
    with pytest.raises(StoreError, match=r"journal.json is damaged or was edited"):
        store.champion("little plant")


def test_a_promotion_says_who_when_and_why(store, put):
    store.promote(put(0), expected=None, **SAID)
    [entry] = store.history("little plant")
    assert (entry.by, entry.why, entry.when) == tuple(SAID.values())
    assert (entry.event, entry.champion) == ("promoted", None)
    assert store.history("other plant") == ()


def test_only_the_model_judged_against_the_champion_takes_its_place(store, put):
    first, second, third = put(0), put(1), put(2)
    store.promote(first, expected=None, **SAID)
    store.promote(second, expected=first, **SAID)
    with pytest.raises(NotPromotedError, match=f"against {first[:12]}, but .* is {second[:12]}"):
        store.promote(third, expected=first, **SAID)
    assert store.champion("little plant") == second


def test_promoting_the_champion_again_writes_nothing(store, put):
    first = put(0)
    store.promote(first, expected=None, **SAID)
    store.promote(first, expected=None, **SAID)
    assert len(store.history()) == 1


def test_rolling_back_goes_through_the_champions_in_turn(store, put):
    models = [put(seed) for seed in range(5)]
    for before, model in zip([None, *models], models, strict=False):
        store.promote(model, expected=before, **SAID)
    for model in models[-2::-1]:
        assert store.rollback("little plant", **SAID) == model
        assert store.champion("little plant") == model
    with pytest.raises(StoreError, match="has had 1 champion .* none before it"):
        store.rollback("little plant", **SAID)
    assert [e.event for e in store.history()] == ["promoted"] * 5 + ["rolled back"] * 4


def test_rolling_back_to_a_damaged_model_is_refused(store, put):
    first, second = put(0), put(1)
    store.promote(first, expected=None, **SAID)
    store.promote(second, expected=first, **SAID)
    store.path(first).unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        store.rollback("little plant", **SAID)
    assert store.champion("little plant") == second


def test_the_same_judgement_is_written_once(store, put):
    model = put(0)
    store.record(judgement(model))
    store.record(dataclasses.replace(judgement(model), when="2026-02-01T08:00:00Z"))
    assert len(store.history()) == 1
    store.record(judgement(model, outcome="keep"))
    assert len(store.history()) == 2


def test_a_busy_store_names_who_writes(store, put):
    put(0)
    lock = store.folder / "lock"
    said = pytest.raises(StoreError, match=rf"another job .process {os.getpid()} on ")
    with only_writer(lock), said, only_writer(lock, wait=0.0):
        pytest.fail("two writers at once")


def test_windows_locks_a_byte_behind_the_holders_name(store, put, monkeypatch):
    """Windows has neither ``fcntl`` nor ``pwrite``, and lets nobody read a locked byte."""
    put(0)
    path, held = store.folder / "lock", set()

    def locking(handle, mode, length):
        place = os.lseek(handle, 0, os.SEEK_CUR)
        if place in held:
            raise OSError("permission denied")
        held.add(place)

    names = {name: getattr(os, name) for name in dir(os) if name not in ("pwrite", "pread")}
    windows = SimpleNamespace(**names | {"name": "nt"})
    monkeypatch.setattr("flotation.store.lock.os", windows)
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    said = pytest.raises(StoreError, match=rf"another job .process {os.getpid()} on ")
    with only_writer(path), said, only_writer(path, wait=0.0):
        pytest.fail("two writers at once")
    assert path.read_text().startswith(f"{os.getpid()} on ")
    assert min(held) > len(path.read_bytes())


def test_the_store_is_where_the_environment_says(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.delenv("FLOTATION_STORE", raising=False)
    assert default_folder() == Path("/data/flotation/store")
    monkeypatch.setenv("FLOTATION_STORE", "/elsewhere")
    assert default_folder() == Path("/elsewhere")


def test_another_plant_or_unit_cannot_be_compared(model, plant):
    card = card_of(model, plant)
    refuse_other_circuit(card, plant)
    with pytest.raises(StoreError, match="it is a model of 'little plant'"):
        refuse_other_circuit(card, plant.model_copy(update={"name": "other plant"}))
    kilograms = tuple(
        column.model_copy(update={"unit": "kg/t"}) if column.name == "bha_g_t" else column
        for column in plant.column
    )
    with pytest.raises(StoreError, match="bha_g_t is now in kg/t and was in g/t"):
        refuse_other_circuit(card, plant.model_copy(update={"column": kilograms}))
    with pytest.raises(StoreError, match=r"its levers are others .frother_g_t"):
        refuse_other_circuit(card, plant.model_copy(update={"lever": plant.lever[:-1]}))


def in_child(task):
    """Exit code of a task in a forked child; the children share nothing but the files."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = task()
        finally:
            os._exit(code)
    return child


def ended(child):
    return os.waitpid(child, 0)[1]


@pytest.mark.skipif(os.name != "posix", reason="needs fork")
def test_of_jobs_that_promote_at_once_exactly_one_wins(store, put):
    models = [put(seed) for seed in range(6)]
    store.promote(models[0], expected=None, **SAID)

    def promote(model):
        try:
            store.promote(model, expected=models[0], **SAID)
        except NotPromotedError:
            return 5
        return 0

    children = [in_child(lambda model=model: promote(model)) for model in models[1:]]
    codes = [os.waitstatus_to_exitcode(ended(child)) for child in children]
    assert sorted(codes) == [0, 5, 5, 5, 5]
    assert store.champion("little plant") == models[1 + codes.index(0)]
    assert len(store.history()) == 2


@pytest.mark.skipif(os.name != "posix", reason="needs fork")
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_job_killed_at_any_write_leaves_a_store_that_can_be_read(store, put, call, model, plant):
    first = put(0)
    store.promote(first, expected=None, **SAID)
    challenger = dataclasses.replace(model, seed=1)

    def job(steps):
        left = iter(range(steps))
        for name in ("fsync", "replace"):
            really = getattr(os, name)

            def killed(*words, really=really, mine=name == call):
                if mine and next(left, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return really(*words)

            setattr(os, name, killed)
        sha256 = store.put(challenger, plant).sha256
        store.record(judgement(sha256, champion=first))
        store.promote(sha256, expected=first, **SAID)
        return 0

    steps, status = 0, None
    while status != 0:
        status = ended(in_child(lambda steps=steps: job(steps)))
        assert status in (0, signal.SIGKILL)
        champion = store.champion("little plant")
        assert champion is not None
        kept = {card.sha256: store.get(card.sha256) for card in store.cards()}
        assert kept[champion].seed in (0, 1)
        steps += 1
    assert steps >= 4
    assert store.get(champion) == challenger
    assert [e.event for e in store.history()] == ["promoted", "judged", "promoted"]
    assert not list(store.folder.rglob("*.tmp"))


def test_readers_see_a_champion_while_others_write(store, put):
    models = [put(0), put(1)]
    store.promote(models[0], expected=None, **SAID)

    def turn(count):
        for _ in range(count):
            store.promote(models[1], expected=models[0], **SAID)
            store.rollback("little plant", **SAID)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(turn, 20)
        seen = set()
        while not writing.done():
            seen.add(store.champion("little plant"))
        writing.result()
    assert seen <= set(models)
    assert len(store.history()) == 41
