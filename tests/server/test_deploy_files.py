"""The files under deploy/ hold together: with each other, with the settings, and with the programs that read them."""

from __future__ import annotations

import re
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.live import DRAIN_SECONDS_MOST
from server.settings import Settings
from tests.proxied import HAPROXY
from tests.servers import free_port
from tests.talkoot import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("talkoot.service", "talkoot@.service")


@pytest.fixture
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)


def test_haproxy_takes_its_configuration_as_it_is_shipped() -> None:
    checked = program(HAPROXY, "-c", "-f", str(DEPLOY / "haproxy.cfg"))
    assert checked.returncode == 0, checked.stderr
    assert "WARNING" not in checked.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_the_units(unit: str, tmp_path: Path) -> None:
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    (tmp_path / unit).write_text(text.replace("/opt/talkoot/.venv/bin/talkoot", "/bin/true"), encoding="utf-8")
    checked = program("systemd-analyze", "verify", str(tmp_path / unit.replace("@", "@8001")))
    assert checked.returncode == 0, checked.stderr
    assert unit not in checked.stderr, checked.stderr


def test_everything_waits_longer_for_a_leaving_node_than_it_takes(compose: dict[str, Any]) -> None:
    assert DRAIN_SECONDS_MOST < 30
    for unit in UNITS:
        stop = re.search(r"^TimeoutStopSec=(\d+)$", (DEPLOY / unit).read_text(encoding="utf-8"), re.MULTILINE)
        assert stop is not None
        assert int(stop[1]) > 30
    for name in ("node-1", "node-2"):
        assert int(compose["services"][name]["stop_grace_period"].removesuffix("s")) > 30


def test_every_setting_that_the_files_name_is_one() -> None:
    known = {f"TALKOOT_{name.upper()}" for name in Settings.__struct_fields__} | {"TALKOOT_BIND"}
    for path in (*(DEPLOY / unit for unit in UNITS), *(DEPLOY / name for name in ("Dockerfile", "compose.yaml"))):
        named = set(re.findall(r"TALKOOT_[A-Z_0-9]+", path.read_text(encoding="utf-8")))
        assert named - known <= {"TALKOOT_NODE_1", "TALKOOT_NODE_2"}, path


def test_the_proxy_alone_is_reached_from_outside_and_believed_inside(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    inside = ip_network(compose["networks"]["inside"]["ipam"]["config"][0]["subnet"])
    address = {name: services[name]["networks"]["inside"]["ipv4_address"] for name in ("proxy", "node-1", "node-2")}
    assert all(ip_address(one) in inside for one in address.values())
    for number in (1, 2):
        assert services["proxy"]["environment"][f"TALKOOT_NODE_{number}"] == f"{address[f'node-{number}']}:8000"
        assert services[f"node-{number}"]["environment"]["TALKOOT_TRUSTED_PROXIES"] == address["proxy"]


@pytest.mark.redis
def test_redis_in_its_container_lets_nobody_in_but_talkoot(compose: dict[str, Any], tmp_path: Path) -> None:
    port = str(free_port())
    shell, flag, script = compose["services"]["redis"]["command"]
    for there, here in (
        ("$$", "$"),
        ("/etc/talkoot/redis.conf", str(DEPLOY / "redis.conf")),
        ("/run/redis.conf", str(tmp_path / "redis.conf")),
        ("--dir /data", f"--dir {tmp_path} --port {port}"),
    ):
        assert there in script
        script = script.replace(there, here)
    with subprocess.Popen([shell, flag, script], env={"PATH": "/usr/bin:/bin", "REDIS_PASSWORD": "secret1"}) as redis:
        try:
            ping = ("redis-cli", "-p", port, "--user", "talkoot", "--no-auth-warning", "--pass", "secret1", "ping")
            while (said := program(*ping)).stdout != "PONG\n":
                assert redis.poll() is None, said
            assert "NOAUTH" in program("redis-cli", "-p", port, "ping").stdout
            assert "NOPERM" in program(*ping[:-1], "flushall").stdout
        finally:
            redis.kill()


def test_the_image_takes_only_locked_packages_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    steps = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    words = [step.split(None, 1) for step in steps if step.strip()]
    assert {argument.split()[0] for word, argument in words if word == "FROM"} == {"python:3.13-slim"}
    installs = re.findall(r"pip install (.*)", "\n".join(steps))
    assert len(installs) == 2
    assert all("--require-hashes" in install or "--no-index" in install for install in installs)
    last = [word for word, _ in words][::-1].index("USER")
    assert words[len(words) - 1 - last][1] == "talkoot"
    assert "HEALTHCHECK" in {word for word, _ in words}
    copied = {source for word, argument in words if word == "COPY" for source in argument.split()[:-1]}
    sent = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    assert {name for name in copied if not name.startswith("-") and not name.startswith("/")} == set(
        re.findall(r"^!(.*)$", sent, re.MULTILINE)
    )
