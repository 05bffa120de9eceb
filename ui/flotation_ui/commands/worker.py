"""``flotation worker``: runs the jobs that pages and timetables ask for."""

import logging
import signal
import sys
from types import FrameType

import click

from flotation_ui.history_option import history_option
from flotation_ui.inputs import SHIPPED, plant_path
from flotation_ui.shell import STOPPED, Command

TERMINATED = 143


@click.command(cls=Command, name="worker")
@history_option
@click.option(
    "--plant",
    default=SHIPPED,
    show_default=True,
    help="Plant file that scheduled imports are for.",
)
@click.option("--until-idle", is_flag=True, help="End when nothing is queued.")
@click.option(
    "--lease",
    type=click.FloatRange(1.0, 3600.0),
    default=60.0,
    show_default=True,
    help="Seconds a worker may be silent until its job goes to another.",
)
@click.option(
    "--poll",
    type=click.FloatRange(0.05, 60.0),
    default=1.0,
    show_default=True,
    help="Seconds between two looks for a job.",
)
@click.pass_context
def command(
    ctx: click.Context,
    db: str | None,
    plant: str,
    until_idle: bool,
    lease: float,
    poll: float,
) -> None:
    r"""Run the jobs of the history, one after another, each in a process of its own.

    Start as many workers as jobs should run at once. A worker that dies loses nothing:
    another takes its job, and sets it aside when two have died of it. Stopped by a signal, it
    queues its job again within five seconds. Connectors in the folder FLOTATION_CONNECTORS
    that have a schedule are imported by it.

    Exit code 0: idle, with --until-idle; 130 or 143: stopped, and the job is queued again.

    Example:

    \b
        flotation worker
        flotation worker --db postgresql://flotation@db/flotation --plant plant.toml
    """
    from flotation.history import open_history
    from flotation.plant_file import load_plant
    from flotation_ui.jobs.connector_folder import connectors
    from flotation_ui.jobs.timetable import Timetable
    from flotation_ui.worker import Worker

    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    timetable = Timetable(load_plant(plant_path(plant)).name, connectors())
    with open_history(db) as history:
        worker = Worker(history, db, timetable, lease=lease, poll=poll)
        codes = {signal.SIGTERM: TERMINATED, signal.SIGINT: STOPPED}
        ended: list[int] = []

        def stop(number: int, _frame: FrameType | None) -> None:
            ended.append(codes[signal.Signals(number)])
            worker.stopping.set()

        for number in codes:
            signal.signal(number, stop)
        logging.getLogger("flotation.worker").info("worker %s of %s", worker.name, history.name)
        worker.work(until_idle=until_idle)
    ctx.exit(ended[0] if ended else 0)
