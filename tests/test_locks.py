"""The locks name packages, versions and sums, and never a place to fetch them from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLAUSE = r"[a-z_]+ [<>!=]+ '[A-Za-z0-9.]+'"
PACKAGE = re.compile(rf"[a-z0-9][a-z0-9-]*==[0-9][0-9a-z.]*( ; {CLAUSE}( (and|or) {CLAUSE})*)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def packages(name: str) -> set[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if not line.startswith(" ")}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_of_a_lock_is_a_package_or_its_sum(name: str) -> None:
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        assert PACKAGE.fullmatch(line) or HASH.fullmatch(line), line


def test_tests_run_on_the_versions_that_the_server_runs_on() -> None:
    assert packages("requirements.lock") < packages("requirements-dev.lock")


@pytest.mark.parametrize("folder", [".", "tests/load/peers"])
def test_every_npm_package_is_locked_by_its_sum_and_no_place(folder: str) -> None:
    locked = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert len(locked) > 5
    for name, package in locked.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name
