#!/usr/bin/env python3
"""Measures Sluice against the cheapest server there can be, and against its peers that are installed.

    Benchmarks/run.py [--only NAME,...] [--servers NAME,...] [--rounds N] [--quick] [--fresh] [--binary FILE]
                      [--modules FOLDER] [--no-page] [--list]

All servers of a scenario are measured in turns, in alternating order, round by round. Each run is a line in
`.build/results.jsonl`; what is there already for this binary is not run again, unless `--fresh` is given. At the end
the tables and charts in `docs/performance.md` are written anew.
"""

import argparse
import hashlib
import json
import resource
import signal
import sys
import time
from pathlib import Path

from runner import report, servers, tools
from runner.scenarios import SCENARIOS

here = Path(__file__).resolve().parent


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="names of scenarios; a name that ends in - means all that begin so")
    parser.add_argument("--servers", help="names of servers")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true", help="one round of smaller runs, without charts")
    parser.add_argument("--fresh", action="store_true", help="forget the results of earlier runs")
    parser.add_argument("--binary", type=Path, default=here.parent / ".build" / "release" / "sluice")
    parser.add_argument("--modules", type=Path, help="a folder with Prosody's mod_pubsub_eventsource")
    parser.add_argument("--results", type=Path, help="where runs are noted instead")
    parser.add_argument("--page", type=Path, default=here.parent / "docs" / "performance.md")
    parser.add_argument("--no-page", action="store_true", help="print the tables, and leave the page as it is")
    parser.add_argument("--list", action="store_true", help="only tell what there is")
    arguments = parser.parse_args()
    if arguments.results is None:
        arguments.results = here / ".build" / ("quick.jsonl" if arguments.quick else "results.jsonl")
    return arguments


def is_chosen(name, chosen):
    if chosen is None:
        return True
    return any(name == word or (word.endswith("-") and name.startswith(word)) for word in chosen.split(","))


def plan(arguments):
    """What is to be run, in order: scenario, server, round."""
    rounds = arguments.rounds or (1 if arguments.quick else 3)
    for scenario in SCENARIOS:
        if not is_chosen(scenario.name, arguments.only) or (scenario.is_growth and arguments.quick):
            continue
        names = [name for name in scenario.servers if is_chosen(name, arguments.servers) and servers.is_available(name)]
        for turn in range(1 if scenario.is_growth or scenario.name == "history" else rounds):
            for name in names if turn % 2 == 0 else reversed(names):
                yield scenario.brief() if arguments.quick else scenario, name, turn


def earlier(file, binary):
    """The results that are there of this binary. Those of another one count for nothing: peers ran in its rounds."""
    if not file.exists():
        return []
    results = [json.loads(line) for line in file.read_text().splitlines()]
    if all(record.get("binary") == binary for record in results):
        return results
    print("the binary is another one: the results of earlier runs are forgotten", file=sys.stderr)
    file.unlink()
    return []


def measure(scenario, name, turn, folder):
    begin = time.monotonic()
    record = {"scenario": scenario.name, "server": name, "round": turn, "when": time.strftime("%F %T")}
    try:
        record |= scenario.run(servers.ALL[name](folder))
    except Exception as error:  # one that failed is a result too, and the others go on
        record |= {"ok": False, "fault": f"{type(error).__name__}: {error}"}
    seconds = time.monotonic() - begin
    told = {key: round(value, 2) for key, value in record.items() if isinstance(value, float)}
    print(f"{scenario.name} {turn + 1} {name}: {'ok' if record['ok'] else record['fault']} {told} in {seconds:.0f} s", flush=True)
    return record


def main():
    arguments = options()
    # Who is told to stop takes the servers along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    servers.Sluice.binary = str(arguments.binary.resolve())
    servers.Steps.binary = arguments.binary.resolve().parent / "microbenchmarks"
    servers.Prosody.modules = arguments.modules and arguments.modules.resolve()
    if arguments.list:
        for scenario in SCENARIOS:
            print(f"{scenario.name:20} {scenario.title}: {', '.join(scenario.servers)}")
        return
    for name in sorted({peer.missing for peer in servers.PEERS if not peer.is_installed()}):
        print(f"left out, because it is not there: {name}", file=sys.stderr)
    _, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    tools.build()
    arguments.results.parent.mkdir(parents=True, exist_ok=True)
    if arguments.fresh:
        arguments.results.unlink(missing_ok=True)
    binary = hashlib.sha256(arguments.binary.read_bytes()).hexdigest()[:16]
    results = earlier(arguments.results, binary)
    done = {(record["scenario"], record["server"], record["round"]) for record in results if record["ok"]}
    missing = [run for run in plan(arguments) if (run[0].name, *run[1:]) not in done]
    # Before anything is measured: nothing must run beside it.
    if any(name == servers.Steps.name for _, name, _ in missing):
        servers.Steps.build()
    with open(arguments.results, "a") as file:
        for scenario, name, turn in missing:
            record = measure(scenario, name, turn, tools.folder / "run" / name.replace(" ", "-")) | {"binary": binary}
            results.append(record)
            file.write(json.dumps(record) + "\n")
            file.flush()
    tables = report.tables(results)
    if arguments.no_page or arguments.quick:
        print(tables)
    else:
        report.write_page(arguments.page, tables, report.charts(results))


if __name__ == "__main__":
    main()
