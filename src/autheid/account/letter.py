"""Letters to a person: what happened to their account, and the codes that prove an address."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

import msgspec

from autheid.account.account import Language
from autheid.kernel.clock import Millis


class LetterKind(Enum):
    """What a letter is about. The values stand in the store."""

    CODE = "code"
    DEVICE_ADDED = "device_added"
    DEVICE_REVOKED = "device_revoked"
    EMAIL_ADDED = "email_added"
    EMAIL_REMOVED = "email_removed"
    RECOVERY_CODE_MADE = "recovery_code_made"
    RESTORED = "restored"
    PIN_LOCKED = "pin_locked"
    PIN_CHANGED = "pin_changed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    JOIN_ASKED = "join_asked"
    JOIN_REFUSED = "join_refused"
    PHONE_CODE = "phone_code"
    """To a telephone, not to an address."""
    IDENTITY_ACCEPTED = "identity_accepted"
    IDENTITY_REFUSED = "identity_refused"
    IDENTITY_ASKED_AGAIN = "identity_asked_again"
    ACCOUNT_ERASED = "account_erased"
    WORK_CODE = "work_code"
    """To who signs up in the portal."""
    INVITED = "invited"
    """`detail` is the team, `link` leads to the seat."""
    KEY_EVENT = "key_event"
    """`detail` is what was done with an API key, by whom and from where."""


class Letter(msgspec.Struct, frozen=True):
    """One letter. `detail` is the device's name or the address that it is about; after `expires` it is worth nothing."""

    kind: LetterKind
    to: str
    language: Language
    at: Millis
    code: str = ""
    detail: str = ""
    expires: Millis | None = None
    link: str = ""


_WORDS: dict[Language, dict[LetterKind, tuple[str, str]]] = {
    "en": {
        LetterKind.CODE: (
            "Your code: {code}",
            (
                "Your code for Auth eID is\n\n    {code}\n\nIt is good for ten minutes. Type it in the app that asked for it, "
                "and never tell it to anyone: nobody who works here will ask you for it.\n\n"
                "You did not ask for a code? Then somebody typed your address, and you need do nothing."
            ),
        ),
        LetterKind.DEVICE_ADDED: ("A new device: {detail}", "“{detail}” was added to your account at {at}."),
        LetterKind.DEVICE_REVOKED: (
            "A device was removed: {detail}",
            "“{detail}” was removed from your account at {at}. It can't sign for you any more.",
        ),
        LetterKind.EMAIL_ADDED: (
            "An address was added",
            "The address {detail} was added to your account at {at}.",
        ),
        LetterKind.EMAIL_REMOVED: (
            "An address was removed",
            "The address {detail} was removed from your account at {at}.",
        ),
        LetterKind.RECOVERY_CODE_MADE: (
            "A new recovery code",
            "A new recovery code was made for your account at {at}. The one you had before is worth nothing now.",
        ),
        LetterKind.RESTORED: (
            "Your account was restored on: {detail}",
            (
                "Your account was restored on “{detail}” at {at}, with your recovery code. That code is used up: "
                "make a new one in the app. Your older devices still work; remove the ones that you have lost."
            ),
        ),
        LetterKind.PIN_LOCKED: (
            "The PIN is locked on: {detail}",
            "The PIN was typed wrong five times on “{detail}”, last at {at}. That device needs to be restored.",
        ),
        LetterKind.PIN_CHANGED: ("The PIN was changed", "The PIN of “{detail}” was changed at {at}."),
        LetterKind.PASSKEY_ADDED: (
            "Approve with the phone's lock",
            "“{detail}” approves with its own lock since {at}.",
        ),
        LetterKind.PASSKEY_REMOVED: (
            "The phone's lock was turned off",
            "“{detail}” approves with the PIN alone since {at}.",
        ),
        LetterKind.JOIN_ASKED: (
            "A device wants to join: {detail}",
            (
                "“{detail}” asked at {at} to join your account. Open Auth eID on a device of yours and compare the number "
                "before you let it in."
            ),
        ),
        LetterKind.JOIN_REFUSED: (
            "A device was kept out: {detail}",
            "“{detail}” asked to join your account and was kept out at {at}.",
        ),
        LetterKind.PHONE_CODE: (
            "Your code: {code}",
            "{code} is your code for Auth eID. Never tell it to anyone.",
        ),
        LetterKind.IDENTITY_ACCEPTED: (
            "Your identity is verified",
            "What you handed in was accepted at {at}. Your account is verified now.",
        ),
        LetterKind.IDENTITY_REFUSED: (
            "Your identity could not be verified",
            "What you handed in was not accepted at {at}, for this reason:\n\n    {detail}\n\nYou may begin anew in the app.",
        ),
        LetterKind.IDENTITY_ASKED_AGAIN: (
            "Something more is needed to verify you",
            "An officer looked at what you handed in, and asked at {at}:\n\n    {detail}\n\nOpen Auth eID to go on; the rest is kept.",
        ),
        LetterKind.ACCOUNT_ERASED: (
            "Your account was erased",
            "Your account, and everything that was kept of you, was erased at {at}. This is the last letter.",
        ),
        LetterKind.WORK_CODE: (
            "Your code for the portal: {code}",
            (
                "Your code for the Auth eID portal is\n\n    {code}\n\nIt is good for ten minutes. Type it on the page that "
                "asked for it, and never tell it to anyone.\n\nYou did not sign up? Then you need do nothing."
            ),
        ),
        LetterKind.INVITED: (
            "You are invited: {detail}",
            (
                "You are invited to {detail}. Open this link within seven days, on the computer that you work at:\n\n"
                "    {link}\n\nYou did not expect this? Then you need do nothing."
            ),
        ),
        LetterKind.KEY_EVENT: (
            "An API key was changed",
            "{detail}, at {at}.\n\nWas this none of your team? Sign in to the portal and revoke the key.",
        ),
    },
    "sv": {
        LetterKind.CODE: (
            "Din kod: {code}",
            (
                "Din kod för Auth eID är\n\n    {code}\n\nDen gäller i tio minuter. Skriv den i appen som bad om den, "
                "och berätta den aldrig för någon: ingen som arbetar här kommer att fråga efter den.\n\n"
                "Har du inte bett om någon kod? Då har någon skrivit din adress, och du behöver inte göra något."
            ),
        ),
        LetterKind.DEVICE_ADDED: ("En ny enhet: {detail}", "”{detail}” lades till på ditt konto {at}."),
        LetterKind.DEVICE_REVOKED: (
            "En enhet togs bort: {detail}",
            "”{detail}” togs bort från ditt konto {at}. Den kan inte längre skriva under för dig.",
        ),
        LetterKind.EMAIL_ADDED: ("En adress lades till", "Adressen {detail} lades till på ditt konto {at}."),
        LetterKind.EMAIL_REMOVED: (
            "En adress togs bort",
            "Adressen {detail} togs bort från ditt konto {at}.",
        ),
        LetterKind.RECOVERY_CODE_MADE: (
            "En ny återställningskod",
            "En ny återställningskod gjordes för ditt konto {at}. Den du hade förut är inte längre giltig.",
        ),
        LetterKind.RESTORED: (
            "Ditt konto återställdes på: {detail}",
            (
                "Ditt konto återställdes på ”{detail}” {at}, med din återställningskod. Koden är förbrukad: "
                "gör en ny i appen. Dina äldre enheter fungerar fortfarande; ta bort dem som du har förlorat."
            ),
        ),
        LetterKind.PIN_LOCKED: (
            "PIN-koden är låst på: {detail}",
            "PIN-koden skrevs fel fem gånger på ”{detail}”, senast {at}. Den enheten behöver återställas.",
        ),
        LetterKind.PIN_CHANGED: ("PIN-koden ändrades", "PIN-koden för ”{detail}” ändrades {at}."),
        LetterKind.PASSKEY_ADDED: (
            "Godkänn med telefonens lås",
            "”{detail}” godkänner med sitt eget lås sedan {at}.",
        ),
        LetterKind.PASSKEY_REMOVED: (
            "Telefonens lås stängdes av",
            "”{detail}” godkänner bara med PIN-koden sedan {at}.",
        ),
        LetterKind.JOIN_ASKED: (
            "En enhet vill ansluta: {detail}",
            (
                "”{detail}” bad {at} att få ansluta till ditt konto. Öppna Auth eID på en av dina enheter och jämför talet "
                "innan du släpper in den."
            ),
        ),
        LetterKind.JOIN_REFUSED: (
            "En enhet släpptes inte in: {detail}",
            "”{detail}” bad att få ansluta till ditt konto och släpptes inte in {at}.",
        ),
        LetterKind.PHONE_CODE: (
            "Din kod: {code}",
            "{code} är din kod för Auth eID. Berätta den aldrig för någon.",
        ),
        LetterKind.IDENTITY_ACCEPTED: (
            "Din identitet är verifierad",
            "Det du lämnade in godkändes {at}. Ditt konto är nu verifierat.",
        ),
        LetterKind.IDENTITY_REFUSED: (
            "Din identitet kunde inte verifieras",
            "Det du lämnade in godkändes inte {at}, av följande skäl:\n\n    {detail}\n\nDu kan börja om i appen.",
        ),
        LetterKind.IDENTITY_ASKED_AGAIN: (
            "Något mer behövs för att verifiera dig",
            "En handläggare har sett det du lämnade in och bad {at} om följande:\n\n    {detail}\n\nÖppna Auth eID för att fortsätta; resten finns kvar.",
        ),
        LetterKind.ACCOUNT_ERASED: (
            "Ditt konto är raderat",
            "Ditt konto och allt som sparats om dig raderades {at}. Detta är det sista brevet.",
        ),
        LetterKind.WORK_CODE: (
            "Din kod till portalen: {code}",
            (
                "Din kod till Auth eID:s portal är\n\n    {code}\n\nDen gäller i tio minuter. Skriv den på sidan som bad om "
                "den, och berätta den aldrig för någon.\n\nHar du inte registrerat dig? Då behöver du inte göra något."
            ),
        ),
        LetterKind.INVITED: (
            "Du är inbjuden: {detail}",
            (
                "Du är inbjuden till {detail}. Öppna länken inom sju dagar, på datorn som du arbetar vid:\n\n"
                "    {link}\n\nVäntade du dig inte detta? Då behöver du inte göra något."
            ),
        ),
        LetterKind.KEY_EVENT: (
            "En API-nyckel ändrades",
            "{detail}, {at}.\n\nVar det ingen i ditt team? Logga in i portalen och spärra nyckeln.",
        ),
    },
}
_WARNING: dict[Language, str] = {
    "en": "Was this not you? Open Auth eID on a device of yours at once, and remove what you do not know.",
    "sv": "Var det inte du? Öppna genast Auth eID på en av dina enheter och ta bort det som du inte känner igen.",
}


_WITHOUT_WARNING = frozenset(
    {
        LetterKind.CODE,
        LetterKind.PHONE_CODE,
        LetterKind.ACCOUNT_ERASED,
        LetterKind.WORK_CODE,
        LetterKind.INVITED,
        LetterKind.KEY_EVENT,
    }
)


def words_of(letter: Letter) -> tuple[str, str]:
    """The subject, one line, and the plain text of a letter."""
    subject, text = _WORDS[letter.language][letter.kind]
    moment = datetime.fromtimestamp(letter.at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    facts = {"code": letter.code, "detail": letter.detail, "at": moment, "link": letter.link}
    body = text.format_map(facts)
    if letter.kind not in _WITHOUT_WARNING:
        body += "\n\n" + _WARNING[letter.language]
    return f"Auth eID: {subject.format_map(facts)}", body + "\n"
