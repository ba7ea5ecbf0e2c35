"""Builds what reaches out: where people find the app, and who carries letters."""

from __future__ import annotations

from urllib.parse import urlsplit

from autheid.config import Settings
from autheid.needs.post import Courier
from autheid.outside.inbox import Inbox
from autheid.outside.smtp import SmtpCourier
from autheid.outside.texts import HttpTexts, NobodysTexts, PostOffice
from autheid.pki.passkey import Origin


def origin_of(settings: Settings, base_url: str) -> Origin:
    """Where people reach the app: as it is set, else this machine's own port."""
    if settings.public_url:
        return Origin(settings.public_url, urlsplit(settings.public_url).hostname or "")
    scheme = "https" if settings.tls_certificate is not None else "http"
    # The name, since an address can't have passkeys (WebAuthn §4, RP ID).
    return Origin(f"{scheme}://localhost:{urlsplit(base_url).port}", "localhost")


def courier_of(settings: Settings, inbox: Inbox) -> Courier | None:
    """Who carries letters and codes; None where nobody carries letters."""
    if settings.mail == "refuse":
        return None
    return PostOffice(
        mail=inbox if settings.mail == "inbox" else _smtp(settings), texts=_texts(settings, inbox)
    )


def _texts(settings: Settings, inbox: Inbox) -> Courier:
    if settings.texts == "inbox":
        return inbox
    if settings.texts == "refuse":
        return NobodysTexts()
    return HttpTexts(url=settings.texts_url, token_file=settings.texts_token_file)


def _smtp(settings: Settings) -> SmtpCourier:
    return SmtpCourier(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password_file=settings.smtp_password_file,
    )
