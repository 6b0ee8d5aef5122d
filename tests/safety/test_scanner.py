"""Scanning for viruses, asked of a real server: clean, infected, strange and away."""

import logging
import socket
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from safety.conditions import Condition
from safety.files import scanner_state
from safety.files.refusals import ScannerAway, VirusFound
from safety.files.scanner import Address, scan_for_viruses
from tests.safety.scanner import EICAR, scanning


@pytest.fixture
def scanner(settings):
    with scanning() as (server, address):
        settings.CLAMAV_ADDRESS = address
        yield server


@pytest.fixture
def nobody_there(settings) -> str:
    """An address that no scanner listens at."""
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        port = briefly.getsockname()[1]
    settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{port}"
    return settings.CLAMAV_ADDRESS


def test_a_clean_file_is_scanned_to_its_last_byte(scanner):
    data = bytes(range(256)) * 1000
    assert scan_for_viruses(data) is True
    assert scanner.received == data


def test_a_virus_is_found(scanner, caplog):
    with pytest.raises(VirusFound, match="harmful"):
        scan_for_viruses(b"%PDF" + EICAR)
    assert "Eicar-Test-Signature" in caplog.text


def test_a_scanner_is_asked_over_a_socket(settings, tmp_path: Path):
    with scanning(tmp_path / "clamd.ctl") as (_, settings.CLAMAV_ADDRESS):
        assert scan_for_viruses(b"clean") is True
        with pytest.raises(VirusFound):
            scan_for_viruses(EICAR)


def test_without_a_scanner_nothing_is_scanned(settings):
    settings.CLAMAV_ADDRESS = ""
    assert scan_for_viruses(EICAR) is False


def test_a_scanner_that_is_away_lets_nothing_through(nobody_there, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(ScannerAway, match="Try again later"):
        scan_for_viruses(b"clean")
    assert nobody_there in caplog.text


def test_a_socket_that_is_gone_lets_nothing_through(settings, tmp_path: Path):
    settings.CLAMAV_ADDRESS = f"unix://{tmp_path}/clamd.ctl"
    with pytest.raises(ScannerAway):
        scan_for_viruses(b"clean")


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK",
        b"\0",
        b"OK\0",
        b"stream: FOUND OK\0 FOUND",
        b"x" * 9000,
    ],
    ids=["too large for it", "cut short", "empty", "another", "confused", "endless"],
)
def test_a_scanner_that_does_not_say_clean_lets_nothing_through(scanner, answer: bytes):
    scanner.answer = answer
    with pytest.raises(ScannerAway):
        scan_for_viruses(b"clean")


def test_administrators_are_told_that_no_scanner_is_set_up(settings):
    settings.CLAMAV_ADDRESS = ""
    assert scanner_state().words.startswith("Uploaded files are not scanned for viruses")
    assert not scanner_state().is_well


def test_administrators_are_told_that_the_scanner_answers(scanner):
    assert "which answers" in scanner_state().words
    assert scanner_state().is_well


def test_administrators_are_told_that_the_scanner_is_away(nobody_there):
    said = f"ClamAV at {nobody_there} does not answer: until it does, no files are taken."
    assert scanner_state() == Condition(said, is_well=False)


@pytest.mark.parametrize(
    "words",
    ["clamav:3310", "tcp://", "http://host", "tcp://host:port", "unix://socket", "tcp://host/path", "x"],
)
def test_an_address_that_cannot_be_used_says_where_to_look(words: str):
    with pytest.raises(ImproperlyConfigured, match=r"CLAMAV_ADDRESS .* \.env\.example"):
        Address.of(words)
