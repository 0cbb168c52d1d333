"""Two hundred clerks at once: a deployment of the portal on this machine, people who use it, and an account of every
file they sent. Started by ``scripts/load``; prints the tables of docs/benchmarks.md, and ends with 1 where what people
were told and what is kept do not agree, or a request failed.

    scripts/load --clerks 200 --seconds 300
    scripts/load --steps 50 100 200 300 --seconds 90       90 seconds at each; says where the knee is
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.loading import tables
from scripts.loading.broker import Trouble
from scripts.loading.deployment import Deployment

SHORTEST_VISIT = 300.0
"""Seconds a clerk's visit takes at least, as a rule, at pace 1, for how many agencies are needed."""
GRACE = 90
"""Seconds people have to end what they are in the middle of."""


def options_of(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clerks", type=int, default=200)
    parser.add_argument("--steps", type=int, nargs="+", help="clerks at each step, instead of --clerks")
    parser.add_argument("--seconds", type=float, default=300, help="at full number, or at each step")
    parser.add_argument("--ramp", type=float, default=60, help="seconds over which they arrive")
    parser.add_argument("--pace", type=float, default=1, help="divides the seconds people think")
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432/govreports")
    parser.add_argument("--broker", default="redis://127.0.0.1:6379/15", help="a Redis database nobody uses")
    parser.add_argument("--locust", type=Path, required=True, help="the program, set by scripts/load")
    parser.add_argument("--keep", type=Path, help="a folder for the logs, the journal and the samples")
    options = parser.parse_args(words)
    options.steps = options.steps or [options.clerks]
    return options


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def ends_of(options: argparse.Namespace) -> list[tuple[int, float]]:
    """Each step's clerks, and when it is over: people arrive, then all of them are there so long."""
    each = options.ramp + options.seconds
    return [(clerks, each * number) for number, clerks in enumerate(options.steps, 1)]


def staged(deployment: Deployment, options: argparse.Namespace) -> Path:
    """The province, its people and their files; returns where they are."""
    ends = ends_of(options)
    whole = ends[-1][1]
    most = max(options.steps)
    visits = round(most * (1 + whole * options.pace / SHORTEST_VISIT))
    say(f"A province, {visits} clerks' visits and their files")
    folder = deployment.folder / "cast"
    numbers = ["--visits", visits, "--reviewers", max(1, most // 25), "--offices", max(1, most // 100)]
    deployment.run("scripts/loading/world.py", str(folder), *map(str, numbers))
    return folder / "cast.json"


def peopled(deployment: Deployment, cast: Path, options: argparse.Namespace) -> tuple[list[tables.Line], float]:
    """Lets people in, waits until they have gone; their journal, and when they came."""
    journal = deployment.folder / "journal.jsonl"
    variables = {
        "LOAD_CAST": str(cast), "LOAD_STEPS": json.dumps(ends_of(options)), "LOAD_RAMP": str(max(options.ramp, 1)),
        "LOAD_PACE": str(options.pace), "LOAD_JOURNAL": str(journal), "LOAD_HOST": deployment.address,
    }  # fmt: skip
    words = ["--headless", "--stop-timeout", str(GRACE), "--loglevel", "WARNING", "--exit-code-on-error", "0"]
    log = deployment.log("people")
    began = time.time()
    with log.open("wb") as output:
        people = subprocess.Popen(  # noqa: S603 — ours
            [options.locust, "-f", "scripts/loading/people.py", *words], cwd=ROOT, env=os.environ | variables,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    deployment.processes["people"] = people
    people.wait(ends_of(options)[-1][1] + GRACE + 60)
    if people.returncode or "Traceback" in log.read_text(encoding="utf-8"):
        raise Trouble(f"The people ended with {people.returncode}:\n{log.read_text(encoding='utf-8')[-3000:]}")
    return [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()], began


def told(options: argparse.Namespace, whole: tables.Run, account: dict[str, Any]) -> str:
    """All tables; of one step only the time when everybody was there."""
    each = options.ramp + options.seconds
    steps = [
        whole.part(whole.began + each * number + options.ramp, whole.began + each * (number + 1), clerks)
        for number, clerks in enumerate(options.steps)
    ]
    last = steps[-1]
    parts = [tables.by_step(steps)] if len(steps) > 1 else [tables.summary(last)]
    parts += [tables.by_page(last), tables.by_kind(last), tables.by_group(last)]
    parts += [tables.errors(whole)] if whole.failed else []
    counts = tables.table(
        ("what people were told is done", "times"), [(k, str(n)) for k, n in account["counts"].items()]
    )
    return "\n".join([*parts, counts])


def say(words: str) -> None:
    print(f"==> {words}", file=sys.stderr, flush=True)


def run(options: argparse.Namespace, folder: Path) -> int:
    deployment = Deployment(options.server, options.broker, folder, free_port())
    try:
        say("A database, and the files for browsers")
        deployment.prepare()
        cast = staged(deployment, options)
        say("The portal starts")
        deployment.start()
        before = deployment.stored()
        say(f"{', '.join(map(str, options.steps))} clerks and their reviewers come in")
        lines, began = peopled(deployment, cast, options)
        say("Everybody has left; what is still in the queue is read, then the account is made")
        account = json.loads(deployment.run("scripts/loading/ledger.py", str(folder / "journal.jsonl"), str(cast)))
        ended = began + ends_of(options)[-1][1]
        whole = tables.Run(lines, deployment.samples, began, max(ended, time.time()), max(options.steps))
        print(told(options, whole, account))
        uploads = max(account["counts"].get("upload", 0), 1)
        grown = {name: (size - before[name]) / uploads / 1024 for name, size in deployment.stored().items()}
        print(tables.table(("stored", "KB a file sent"), [(name, f"{size:.0f}") for name, size in grown.items()]))
        wrong = account["wrong"] + [f"failed: {line['page']} with {line['status']}" for line in whole.failed]
        print("\n".join(f"WRONG {sentence}" for sentence in wrong) or "Every file is accounted for; nothing failed.")
        return 1 if wrong else 0
    finally:
        if options.keep:
            (folder / "samples.json").write_text(json.dumps(deployment.samples), encoding="utf-8")
            keep(folder, options.keep)
        say("Everything ends and is taken away")
        deployment.stop()


def keep(folder: Path, to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    for path in [*folder.glob("*.log"), *folder.glob("*.json*")]:
        shutil.copy(path, to)


def main() -> int:
    options = options_of(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="govreports-load-") as folder:
        try:
            return run(options, Path(folder))
        except Trouble as trouble:
            print(trouble, file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
