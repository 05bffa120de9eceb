"""The environment is set up once, survives a kill, and says what went wrong."""

import time

import pytest


def test_a_second_run_installs_nothing(checkout):
    assert checkout.run("setup")[0] == 0
    assert checkout.installs() == 2
    assert checkout.run("setup") == (0, "", "")
    assert checkout.installs() == 2


def test_packages_are_checked_against_hashes_and_the_checkout_needs_no_network(checkout):
    checkout.run("setup")
    packages, ours = [t for t in checkout.log.read_text().splitlines() if "pip install" in t]
    assert packages.endswith("--require-hashes -r requirements-dev.lock")
    assert ours.endswith("--no-deps --no-build-isolation --force-reinstall -e .")


@pytest.mark.parametrize("name", ["requirements-dev.lock", "pyproject.toml"])
def test_a_changed_file_brings_the_environment_up_to_date(checkout, name):
    checkout.run("setup")
    with (checkout.folder / name).open("a") as file:
        file.write("# changed\n")
    checkout.run("setup")
    assert checkout.installs() == 4


def test_a_moved_checkout_is_installed_again(checkout):
    checkout.run("setup")
    moved = checkout.folder.rename(checkout.folder.with_name("moved"))
    checkout.folder = moved
    assert checkout.run("setup")[0] == 0
    assert checkout.installs() == 4


def test_two_set_ups_at_once_install_once(checkout):
    checkout.uv_takes(seconds=0.5)
    both = [checkout.start("setup") for _ in range(2)]
    words = [process.communicate(timeout=60)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert checkout.installs() == 2
    assert sum("waiting for it" in text for text in words) == 1


def test_a_killed_set_up_is_done_again_when_what_it_started_has_ended(checkout):
    checkout.uv_takes(seconds=1)
    first = checkout.start("setup")
    wait_until(lambda: checkout.installs() == 1)
    first.kill()
    first.wait(timeout=60)
    checkout.uv_takes(seconds=0)
    code, _, err = checkout.run("setup")
    first.communicate(timeout=60)
    assert code == 0, err
    assert "waiting for it" in err
    assert checkout.installs() == 3


def test_an_update_that_was_killed_is_not_taken_for_done(checkout):
    checkout.run("setup")
    before = (checkout.folder / "pyproject.toml").read_bytes()
    (checkout.folder / "pyproject.toml").write_bytes(before + b"# changed\n")
    checkout.uv_takes(seconds=1)
    process = checkout.start("setup")
    wait_until(lambda: checkout.installs() == 3)
    process.kill()
    process.communicate(timeout=60)
    (checkout.folder / "pyproject.toml").write_bytes(before)
    checkout.uv_takes(seconds=0)
    checkout.run("setup")
    assert checkout.installs() == 5


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_without_a_network_the_last_line_says_what_to_check(checkout):
    checkout.uv_takes(code=1)
    code, _, err = checkout.run("setup")
    assert code == 1
    assert err.splitlines()[-1].startswith("dev.py: packages could not be installed; check the net")
    assert "Traceback" not in err
    assert not list(checkout.venv.glob("flotation-setup*"))


def test_a_folder_that_is_no_environment_is_left_alone(checkout):
    precious = checkout.venv / "notes" / "precious.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("keep")
    code, _, err = checkout.run("setup")
    assert code == 1
    assert "is no Python environment; name another with --venv" in err
    assert precious.read_text() == "keep"


def test_an_environment_whose_python_is_gone_is_made_again(checkout):
    checkout.run("setup")
    (checkout.venv / "bin" / "python").unlink()
    (checkout.venv / "left-over").touch()
    assert checkout.run("setup")[0] == 0
    assert checkout.installs() == 4
    assert (checkout.venv / "bin" / "python").exists()
    assert not (checkout.venv / "left-over").exists()


@pytest.mark.parametrize("way", ["option", "variable"])
def test_the_environment_goes_where_it_is_told(checkout, tmp_path, way):
    place = tmp_path / "elsewhere" / "env"
    words = ["--venv", str(place)] if way == "option" else []
    variables = {"FLOTATION_VENV": str(place)} if way == "variable" else {}
    assert checkout.run(*words, "setup", **variables)[0] == 0
    assert (place / "pyvenv.cfg").exists()
    assert not checkout.venv.exists()


def test_a_lock_that_does_not_pin_uv_is_named(checkout, dev, monkeypatch):
    checkout.run("setup")
    monkeypatch.setattr(dev, "pip", lambda venv: ["never run"])
    with pytest.raises(dev.DevError, match="requirements-dev.lock does not pin uv; make it again"):
        dev.install_uv(checkout.venv, lock=None)


def test_pip_installs_the_same_lock_where_uv_cannot(checkout, dev, monkeypatch):
    installers = []

    def fetch(installer, lock_file, lock):
        installers.append((installer[-1], lock_file))
        if installer[0] == "uv":
            raise dev.DevError("no certificate")

    monkeypatch.setattr(dev, "find_uv", lambda venv: "uv")
    monkeypatch.setattr(dev, "pip", lambda venv: ["pip"])
    monkeypatch.setattr(dev, "fetch", fetch)
    monkeypatch.setattr(dev, "call", lambda command, lock, remedy: installers.append(command[0]))
    dev.install(checkout.venv, lock=None)
    python = checkout.venv / "bin" / "python"
    lock_file = "requirements-dev.lock"
    assert installers == [(python, lock_file), ("pip", lock_file), "pip"]


def test_what_the_person_has_set_for_uv_and_pip_stays(dev, monkeypatch):
    monkeypatch.delenv("PIP_RETRIES", raising=False)
    monkeypatch.setenv("UV_SYSTEM_CERTS", "0")
    assert dev.surroundings()["UV_SYSTEM_CERTS"] == "0"
    assert dev.surroundings()["PIP_RETRIES"] == "2"
    monkeypatch.delenv("UV_SYSTEM_CERTS")
    assert dev.surroundings()["UV_SYSTEM_CERTS"] == "1"


def test_uv_comes_from_the_lock_with_its_hashes(checkout, dev, monkeypatch):
    uv = "uv==9.9 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc"
    lock = f"tomli==1 \\\n    --hash=sha256:aa\n{uv}\nzstd==2\n"
    (checkout.folder / "requirements-dev.lock").write_text(lock)
    seen = []
    monkeypatch.setattr(dev, "pip", lambda venv: ["pip"])
    monkeypatch.setattr(dev, "fetch", lambda how, path, lock: seen.append(path.read_text()))
    dev.install_uv(checkout.venv, lock=None)
    assert seen == [uv]
