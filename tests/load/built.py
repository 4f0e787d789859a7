"""What the benchmarks have to make before they can run: the C programs, and the peers' packages."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
NATIVE = HERE / "native"
PEERS = HERE / "peers"
BUILD = HERE / "build"  # ignored by git

_FLAGS = ("-O2", "-std=gnu17", "-Wall", "-Wextra", "-Werror")


def program(name: str) -> Path:
    """A C program of `native/`, compiled when its sources are newer. Raises: `RuntimeError`."""
    made = BUILD / name
    sources = [NATIVE / f"{name}.c", *NATIVE.glob("*.h")]
    if made.exists() and made.stat().st_mtime >= max(source.stat().st_mtime for source in sources):
        return made
    if shutil.which("gcc") is None:
        raise RuntimeError("gcc is missing; install it with: apt-get install gcc libc6-dev")
    BUILD.mkdir(exist_ok=True)
    fresh = BUILD / f"{name}.new"
    done = subprocess.run(["gcc", *_FLAGS, "-o", fresh, sources[0]], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"gcc could not make {name}:\n{done.stderr}")
    fresh.replace(made)
    return made


def peers() -> Path:
    """The folder of the peers, with the packages of its lock installed."""
    modules, lock = PEERS / "node_modules", PEERS / "package-lock.json"
    stamp = modules / ".made"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        command = ["npm", "ci", "--loglevel=error", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=PEERS, check=True, stdout=subprocess.DEVNULL, timeout=300)
        stamp.write_bytes(lock.read_bytes())
    return PEERS
