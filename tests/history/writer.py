"""A process that writes to a history, or works on its jobs, and says what was acknowledged."""

import sys

from flotation.history import open_history
from flotation.history.jobs import queue_job
from flotation.history.leases import claim_job, finish_job
from flotation.history.questions import keep_question


def write(history, name, count):
    """Keep questions, and print each id when it is kept."""
    for number in range(count):
        kept = keep_question(history, "mill", f"{name} {number}", "x", by=name)
        print(kept.id, flush=True)


def work(history, name, _count):
    """Take jobs until there are none, and print each when it is done."""
    while job := claim_job(history, name):
        finish_job(history, job.id, name, {"worker": name})
        print(job.id, flush=True)


def ask(history, name, count):
    """Ask for the same jobs as all others do."""
    for number in range(count):
        print(queue_job(history, "retrain", {"n": number}, by=name, key=f"{number}").id, flush=True)


if __name__ == "__main__":
    task, address, name, count = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    with open_history(address) as history:
        {"write": write, "work": work, "ask": ask}[task](history, name, int(count))
