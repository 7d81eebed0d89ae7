#!/usr/bin/env python3
"""One process of one thread against several, on one machine: steps a second, and bytes between them.

    compare_ranks.py lowlight_train CONFIG [--ranks 1 2] [--steps 40] [--rounds 3] [--set KEY=VALUE ...]

Each run is in a fresh folder, the numbers of ranks take turns, so that a busy spell of the machine meets all. The rate is that
of the steps after the first ten, by the time stamps of the log's lines as they come; traffic is what the loopback interface
carried meanwhile, by the kernel's count, other programs' included. A batch is the same whatever the number of ranks.
"""
import argparse
import os
import pathlib
import socket
import statistics
import subprocess
import tempfile
import time


def loopback_bytes():
    for line in pathlib.Path("/proc/net/dev").read_text().splitlines():
        if line.strip().startswith("lo:"):
            return int(line.split(":")[1].split()[0])
    return 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def steps_in(log):
    return log.read_text().count('"event":"step"') if log.exists() else 0


def measure(options, ranks):
    """Seconds and bytes a step."""
    first = 10
    with tempfile.TemporaryDirectory() as folder:
        run = pathlib.Path(folder) / "run"
        settings = [f"run_folder={run}", f"trainer.steps={options.steps + first}", "trainer.checkpoint_every=1000000",
                    "trainer.health_every=0", *options.set]
        command = [options.program, options.config, "--set", *settings]
        shared = {"WORLD_SIZE": str(ranks), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port()),
                  "GLOO_SOCKET_IFNAME": "lo", "OMP_NUM_THREADS": "1"}
        running = [subprocess.Popen(command, env={**os.environ, **shared, "RANK": str(r), "LOCAL_RANK": str(r)},
                                    stderr=subprocess.DEVNULL) for r in range(ranks)]
        log = run / "log.jsonl"
        while steps_in(log) < first and running[0].poll() is None:
            time.sleep(0.005)
        begin, before, done = time.monotonic(), loopback_bytes(), steps_in(log)
        while steps_in(log) < options.steps + first and running[0].poll() is None:
            time.sleep(0.005)
        seconds, carried, last = time.monotonic() - begin, loopback_bytes() - before, steps_in(log)
        if any(process.wait() != 0 for process in running):
            raise SystemExit("lowlight_train failed")
    return seconds / (last - done), carried / (last - done)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("config")
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--set", nargs="+", default=[])
    options = parser.parse_args()
    results = {ranks: [] for ranks in options.ranks}
    for _ in range(options.rounds):
        for ranks in options.ranks:
            results[ranks].append(measure(options, ranks))
    alone = None
    print(f"{'ranks':>5}{'ms a step':>12}{'times as fast':>16}{'kB a step':>12}")
    for ranks, measured in results.items():
        seconds = statistics.median(value[0] for value in measured)
        alone = alone or seconds
        print(f"{ranks:>5}{1000 * seconds:>12.1f}{alone / seconds:>16.2f}"
              f"{statistics.median(value[1] for value in measured) / 1000:>12.1f}")


if __name__ == "__main__":
    main()
