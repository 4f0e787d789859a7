"""Third-party files in static/ are the ones that VENDOR.md names, byte for byte."""

import hashlib
import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / "static" / "vendor"
ROW = re.compile(r"^\| (\S+) \| (\S+) \| (\S+) \| `(\S+)` \| `([0-9a-f]{64})` \|$", re.MULTILINE)


class Row(NamedTuple):
    name: str
    version: str
    licence: str
    file: str
    sha256: str

    @property
    def path(self) -> Path:
        return (VENDOR / self.file).resolve()


ROWS = [Row(*found) for found in ROW.findall((VENDOR / "VENDOR.md").read_text(encoding="utf-8"))]


def test_every_line_of_the_vendor_table_is_understood() -> None:
    lines = [line for line in (VENDOR / "VENDOR.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(ROWS) == len(lines) - 1 > 20  # the first is the heading


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.file)
def test_a_vendored_file_has_the_sum_that_is_written_down(row: Row) -> None:
    assert hashlib.sha256(row.path.read_bytes()).hexdigest() == row.sha256


def test_no_unlisted_file_lies_among_the_vendored_ones() -> None:
    there = {path for folder in (VENDOR, ROOT / "static" / "fonts") for path in folder.rglob("*") if path.is_file()}
    assert there - {VENDOR / "VENDOR.md"} == {row.path for row in ROWS}


def test_every_vendored_package_keeps_its_licence_beside_it() -> None:
    for folder in {row.file.rsplit("/", 1)[0].removesuffix("/directives") for row in ROWS}:
        assert (VENDOR / folder / "LICENSE").exists() or (VENDOR / folder / "OFL.txt").exists(), folder


def test_vendored_versions_are_those_that_the_type_check_sees() -> None:
    pinned: dict[str, str] = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    vendored = {row.name: row.version for row in ROWS if row.name in pinned}
    assert len(vendored) == 3
    assert vendored == {name: pinned[name] for name in vendored}


def test_vendored_modules_are_the_files_of_their_npm_package() -> None:
    modules = ROOT / "node_modules"
    if not modules.is_dir():
        pytest.fail("the npm packages are not installed: run make test")
    compared = 0
    for row in ROWS:
        inside = Path(row.file).relative_to(Path(row.file).parts[0])
        for home in ("", "build", "dist.umd"):
            if (original := modules / row.name / home / inside).is_file() and not row.file.startswith(".."):
                assert original.read_bytes() == row.path.read_bytes(), row.file
                compared += 1
    assert compared == sum(not row.file.startswith("..") for row in ROWS)
