"""What a run tells people and machines: webhook, mail, log; and runs that watch."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner

from tests.test_job import BAD, GOOD, run, write
from tqa.run.alert import Alert, listed
from tqa.ui import run as command
from tqa.ui.cli import cli


class Chat(BaseHTTPRequestHandler):
    said: ClassVar[list[dict[str, object]]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        Chat.said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(Chat.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def chat() -> Iterator[str]:
    Chat.said, Chat.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


@pytest.fixture
def post() -> Iterator[tuple[str, list[str]]]:
    """A mail server that takes one letter, and what was said to it."""
    listening, heard = socket.create_server(("127.0.0.1", 0)), list[str]()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb") as talk:

            def say(line: str) -> None:
                talk.write(line.encode() + b"\r\n")
                talk.flush()

            say("220 post")
            inside = False
            for raw in talk:
                line = raw.decode().rstrip("\r\n")
                heard.append(line)
                if inside:
                    if line == ".":
                        inside = False
                        say("250 taken")
                    continue
                inside = line.upper() == "DATA"
                say("354 go on" if inside else "221 bye" if line == "QUIT" else "250 ok")
                if line == "QUIT":
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"smtp://127.0.0.1:{listening.getsockname()[1]}", heard
    listening.close()


def events(folder: Path) -> list[str]:
    """What the log tells, without notes and skips."""
    told = [json.loads(line) for line in (folder / "night/run.log").read_text("utf-8").splitlines()]
    assert all(e["at"] and e["level"] for e in told)
    return [e["event"] for e in told if e["event"] not in ("noted", "skipped")]


def test_news_go_to_a_webhook_once_and_stand_in_the_log(
    tmp_path: Path, chat: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TQA_HOOK", chat)
    config = write(tmp_path, GOOD, BAD)
    config.write_text(config.read_text("utf-8") + '[run.alert]\nwebhook = "$TQA_HOOK"\n', "utf-8")
    assert run(config) == 1
    (said,) = Chat.said
    assert "2 segments" in str(said["text"]) and "en/existential-inside" in str(said["text"])
    assert said["segments"] == 2 and said["news"] == len(said["new"])  # type: ignore[arg-type]
    assert events(tmp_path) == ["started", "finished", "alerted"]
    assert run(config) == 0 and len(Chat.said) == 1  # nothing new, nothing told


def test_an_alert_that_is_not_delivered_fails_the_run_but_loses_nothing(tmp_path: Path, chat: str) -> None:
    Chat.status = 500
    config = write(tmp_path, BAD)
    config.write_text(config.read_text("utf-8") + f'[run.alert]\nwebhook = "{chat}"\n', "utf-8")
    result = CliRunner().invoke(cli, ["run", str(config)])
    assert result.exit_code == 2 and "not delivered" in result.output
    assert (tmp_path / "night/report.html").exists()
    assert "alert-failed" in events(tmp_path)


def test_a_run_that_cannot_be_done_is_told(tmp_path: Path, chat: str) -> None:
    config = write(tmp_path)
    config.write_text(config.read_text("utf-8") + f'[run.alert]\nwebhook = "{chat}"\n', "utf-8")
    assert run(config) == 2
    assert "could not be run" in str(Chat.said[0]["text"]) and "no segment" in str(Chat.said[0]["error"])


def test_mail_says_what_is_new(post: tuple[str, list[str]]) -> None:
    smtp, heard = post
    news = [{"severity": "major", "message": "Зайве дієслово", "rule": "r", "document": "d", "segment": "1", "translator": ""}]  # fmt: skip
    alert = Alert(mail=("desk@news.example",), sender="tqa@news.example", smtp=smtp)
    assert alert.send("tqa: 1 new", listed(news * 25, "report.html"), {}) == []
    assert any("<desk@news.example>" in line for line in heard)
    assert "Subject: tqa: 1 new" in heard
    assert listed(news * 25, "x").count("Зайве") == 20 and "and 5 more" in listed(news * 25, "x")


@pytest.mark.parametrize(
    ("alert", "says"),
    [
        (Alert(webhook="$TQA_NOT_SET"), "TQA_NOT_SET of the environment is not set"),
        (Alert(webhook="file:///etc/passwd"), "no web address"),
        (Alert(webhook="http://127.0.0.1:1/"), "run.alert.webhook"),
        (Alert(mail=("a@b.example",), smtp="smtp://127.0.0.1:1"), "run.alert.mail"),
        (Alert(mail=("a@b.example",), smtp="mail.example"), "smtp://host:port"),
    ],
)
def test_what_cannot_be_delivered_is_an_error_each(alert: Alert, says: str) -> None:
    (error,) = alert.send("s", "b", {})
    assert says in str(error)


def test_since_leaves_out_what_is_older_and_keeps_what_has_no_date(tmp_path: Path) -> None:
    config = write(tmp_path, BAD, BAD, BAD)
    rows = [json.loads(line) for line in (tmp_path / "feed.jsonl").read_text("utf-8").splitlines()]
    for row, day in zip(rows, ("2026-11-01", "2026-11-20", ""), strict=True):
        row["date"] = day
    (tmp_path / "feed.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert CliRunner().invoke(cli, ["run", str(config), "--since", "2026-11-20"]).exit_code == 1
    outcome = json.loads((tmp_path / "night/outcome.json").read_text("utf-8"))
    assert outcome["segments"] == 2
    assert run(config) == 1  # the older one is new, the others were told
    assert {n["segment"] for n in json.loads((tmp_path / "night/outcome.json").read_text("utf-8"))["news"]} == {"0"}
    assert CliRunner().invoke(cli, ["run", str(config), "--since", "soon"]).exit_code == 2


def test_watching_runs_again_and_survives_a_bad_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config, rounds = write(tmp_path, GOOD), []

    def wait(seconds: int) -> None:
        rounds.append(seconds)
        if len(rounds) == 1:
            (tmp_path / "feed.jsonl").write_text("", "utf-8")
        elif len(rounds) == 2:
            write(tmp_path, GOOD, BAD)
        else:
            raise KeyboardInterrupt

    monkeypatch.setattr(command.time, "sleep", wait)
    result = CliRunner().invoke(cli, ["run", str(config), "--watch"])
    assert result.exit_code == 1 and rounds == [3600] * 3
    assert events(tmp_path) == ["started", "finished", "started", "failed", "started", "finished"]
