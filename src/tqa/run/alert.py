"""What a run tells people: a message to a webhook and by mail."""

from __future__ import annotations

import os
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from tqa.records import PlanError

SECONDS = 30
SHOWN = 20  # findings named in the text; the webhook's JSON and outcome.json have them all


@dataclass(frozen=True)
class Alert:
    """Where a run is told: the table `[run.alert]`. `webhook` and `smtp` may be written `$NAME`: what that variable of the
    environment holds, since addresses with passwords belong in no file. Without `always` only news and faults are told."""

    webhook: str = ""
    mail: tuple[str, ...] = ()
    sender: str = "tqa@localhost"
    smtp: str = "smtp://localhost:25"
    always: bool = False

    def send(self, subject: str, body: str, data: Mapping[str, Any]) -> list[PlanError]:
        """Send a message everywhere; what could not be reached, one error each."""
        errors = []
        for key, wanted, deliver in (
            ("webhook", bool(self.webhook), self._post),
            ("mail", bool(self.mail), self._mail),
        ):
            try:
                if wanted:
                    deliver(subject, body, data)
            except (OSError, ValueError, smtplib.SMTPException) as error:
                errors.append(PlanError(f"the alert was not delivered: {error}", key=f"run.alert.{key}"))
        return errors

    def _post(self, subject: str, body: str, data: Mapping[str, Any]) -> None:
        """A JSON object; its `text` is what chats show (Slack, Mattermost, Teams read that name)."""
        import json

        url = _known(self.webhook)
        if not url.startswith(("http://", "https://")):
            raise ValueError("it is no web address")
        made = json.dumps({"text": f"{subject}\n{body}".rstrip(), **data}, ensure_ascii=False).encode()
        request = urllib.request.Request(url, made, {"Content-Type": "application/json"}, method="POST")
        with urllib.request.urlopen(request, timeout=SECONDS):
            pass

    def _mail(self, subject: str, body: str, data: Mapping[str, Any]) -> None:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self.sender, ", ".join(self.mail)
        message.set_content(body or subject)
        place = urlsplit(_known(self.smtp))
        if place.scheme not in ("smtp", "smtps") or not place.hostname:
            raise ValueError("smtp must be smtp://host:port, or smtps:// for TLS from the first byte")
        safe = ssl.create_default_context()
        if place.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(place.hostname, place.port or 465, timeout=SECONDS, context=safe)
        else:
            server = smtplib.SMTP(place.hostname, place.port or 25, timeout=SECONDS)
        with server:
            if place.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=safe)
            if place.username:
                server.login(unquote(place.username), unquote(place.password or ""))
            server.send_message(message)


def _known(value: str) -> str:
    if not value.startswith("$"):
        return value
    if not (held := os.environ.get(value[1:], "")):
        raise ValueError(f"the variable {value} of the environment is not set")
    return held


def listed(news: Sequence[Mapping[str, str]], where: str) -> str:
    """The text of a message: the first findings, and where all of them stand."""
    lines = [f"{n['severity']}: {n['message']}\n  {n['rule']} in {n['document']} {n['segment']} ({n['translator'] or 'no translator'})" for n in news[:SHOWN]]  # fmt: skip
    more = [f"and {len(news) - SHOWN:,} more"] if len(news) > SHOWN else []
    return "\n".join([*lines, *more, f"All of it: {where}"])
