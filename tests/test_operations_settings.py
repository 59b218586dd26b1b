"""Settings of a server: read from the environment, and wrong ones told to be mended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from geo.api.settings import Settings, as_environment, read_settings
from geo.errors import InputError


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WORKERS", "many", "valid integer"),
        ("WORKERS", "0", "greater than or equal to 1"),
        ("BASE_URL", "maps.example", "must be a whole address"),
        ("BASE_URL", "ftp://maps.example", "must be a whole address"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy", "'proxy' does not appear to be"),
        ("LOG_FORMAT", "xml", "must be 'text' or 'json'"),
        ("LOG_LEVEL", "loud", "must be 'debug'"),
        ("RATE_LIMIT", "-1", "greater than or equal to 0"),
        ("BODY_TIME_S", "0", "greater than 0"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DATELINE_{name}", value)
    with pytest.raises(InputError) as caught:
        read_settings()
    assert str(caught.value).startswith(f"DATELINE_{name}: ")
    assert said in str(caught.value)
    assert value in str(caught.value)


def test_every_wrong_setting_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_WORKERS", "x")
    monkeypatch.setenv("DATELINE_RATE_LIMIT", "y")
    with pytest.raises(InputError) as caught:
        read_settings()
    assert len(str(caught.value).splitlines()) == 2


def test_lists_have_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_ALLOWED_HOSTS", "a.example, b.example,,")
    assert read_settings().allowed_hosts == ("a.example", "b.example")


def test_what_one_process_is_told_another_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Settings(
        dossier=str(tmp_path),
        out=tmp_path,
        allowed_hosts=("a", "b"),
        tokens=("ann:" + "s" * 20,),
        query_time_s=0.5,
    )
    for name, value in as_environment(told).items():
        monkeypatch.setenv(name, value)
    assert read_settings() == told


def test_secrets_are_not_shown_with_the_settings() -> None:
    assert "s3cret" not in repr(Settings(tokens=("ann:s3cret",)))


@pytest.mark.parametrize(
    ("name", "value"), [("DATELINE_WORKERS", "no"), ("DATELINE_DOSSIER", "nowhere")]
)
def test_a_server_that_cannot_start_says_so_in_one_line_and_leaves_with_2(
    name: str, value: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "uvicorn", "server:app", "--app-dir", str(ROOT)]
    environment = {"PATH": "", "PYTHONPATH": str(ROOT), name: value}
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert value in ended.stderr
