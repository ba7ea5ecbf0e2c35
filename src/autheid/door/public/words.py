"""What the documentation says of each method, field, status and error. Limits are read from where they stand.

`openapi.py` and `pages.py` both take their sentences from here, so the two cannot disagree.
"""

from __future__ import annotations

from typing import NamedTuple

from autheid.account.device import DEVICE_NAME_CHARACTERS
from autheid.account.enrolment import CODE_DIGITS, CODE_LIFE_SECONDS
from autheid.account.subscription import MOST_A_DEVICE
from autheid.door.problem import CODES, INTERNAL, Code
from autheid.kernel.errors import Kind
from autheid.request.opening import (
    CLAIM_KEY_CHARACTERS,
    CLAIM_VALUE_CHARACTERS,
    CLAIMS,
    DEFAULT_TIMEOUT_SECONDS,
    DESCRIPTION_CHARACTERS,
    DESCRIPTION_LINES,
    IDEMPOTENT_KEY_CHARACTERS,
    INVISIBLE_DATA_BYTES,
    STARTED_FROM_CHARACTERS,
    TIMEOUT_SECONDS,
    TITLE_CHARACTERS,
)
from autheid.usecase.open_session import CHALLENGE_LIFE_SECONDS, SESSION_LIFE_SECONDS

_SOONEST, _LATEST = TIMEOUT_SECONDS
_KIB = 1024


class Operation(NamedTuple):
    """One method: its two messages by name, what it does in a few words and in some, and how it may be refused."""

    takes: str
    gives: str
    summary: str
    description: str
    refusals: tuple[Kind, ...]


OPERATIONS = {
    "Create": Operation(
        "CreateRequest",
        "CreateResponse",
        "Create a request",
        "Asks one person to sign in or to sign. It is stored for good before this answers.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.FORBIDDEN, Kind.PRECONDITION, Kind.EXHAUSTED),
    ),
    "GetResult": Operation(
        "",
        "GetResultResponse",
        "Wait for the result",
        "Answers when the request has ended, so it may take as long as the request's timeout. "
        "Asked again, it gives the same bytes again.",
        (
            Kind.UNKNOWN_CALLER,
            Kind.FORBIDDEN,
            Kind.NOT_FOUND,
            Kind.PRECONDITION,
            Kind.EXHAUSTED,
            Kind.UNAVAILABLE,
        ),
    ),
    "GetStatus": Operation(
        "",
        "GetStatusResponse",
        "Ask how it stands",
        "Answers at once and needs no key: whoever knows the request's id may ask.",
        (Kind.NOT_FOUND,),
    ),
    "Cancel": Operation(
        "",
        "CancelResponse",
        "Take a request back",
        "Ends a request that still waits for its person. Cancelling twice is fine; "
        "cancelling what has ended otherwise is refused.",
        (Kind.UNKNOWN_CALLER, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "GetFile": Operation(
        "",
        "",
        "Fetch a file of a KYC result",
        "The PDF itself, sealed: `kyc.pdf` is the report, `residency.pdf` the proof of residence. "
        "They can be fetched for as long as the result.",
        (Kind.UNKNOWN_CALLER, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "GetOcsp": Operation(
        "",
        "GetOcspResponse",
        "Ask for a device's certificate",
        "Its status is as of now, for an hour; `revoked` once the person or the operator has revoked the device. "
        "The roots are at `/pki/roots.pem`.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.FORBIDDEN, Kind.NOT_FOUND),
    ),
    "About": Operation(
        "",
        "About",
        "Ask which deployment this is",
        "Needs nothing. The app shows and uses what stands here.",
        (Kind.EXHAUSTED,),
    ),
    "BeginEnrolment": Operation(
        "BeginEnrolment",
        "EnrolmentBegun",
        "Begin an enrolment",
        f"A code of {CODE_DIGITS} digits goes to the address. An enrolment is open for {CODE_LIFE_SECONDS // 60} minutes.",
        (Kind.INVALID, Kind.PRECONDITION, Kind.EXHAUSTED),
    ),
    "CheckCode": Operation(
        "CheckCode",
        "CodeChecked",
        "Check the code",
        "Tells who read the address's mail whether it has an account. A wrong code costs a try.",
        (Kind.INVALID, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.PRECONDITION, Kind.EXHAUSTED),
    ),
    "CompleteEnrolment": Operation(
        "CompleteEnrolment",
        "EnrolmentOutcome",
        "Complete an enrolment",
        f"The code, the new public key, and a name of at most {DEVICE_NAME_CHARACTERS} characters. "
        "The signature is the new key's, over the enrolment statement. "
        "For an address that has an account also its recovery code, or `join` to wait for an older device.",
        (Kind.INVALID, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.PRECONDITION, Kind.EXHAUSTED),
    ),
    "ShowEnrolment": Operation(
        "",
        "EnrolmentOutcome",
        "Ask how a waiting device's enrolment stands",
        "For a device that waits to be admitted.",
        (Kind.NOT_FOUND, Kind.EXHAUSTED),
    ),
    "ProvePin": Operation(
        "ProvePin",
        "PinProven",
        "Prove the PIN",
        "Five tries, then the PIN is locked. The right one brings the share, and counts for the request that it names.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION),
    ),
    "ChangePin": Operation(
        "ChangePin",
        "AccountShown",
        "Change the PIN",
        "Signed by the device's key.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "AddPasskey": Operation(
        "AddPasskey",
        "AccountShown",
        "Add a passkey",
        "The phone's lock opens this device's key from then on. Signed by the device's key.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "RemovePasskey": Operation(
        "Act",
        "AccountShown",
        "Remove the passkey",
        "Signed by the device's key.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "AddEmail": Operation(
        "AddEmail",
        "EnrolmentBegun",
        "Add an address",
        "A code goes to it. Signed by the device's key.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION, Kind.EXHAUSTED),
    ),
    "ConfirmEmail": Operation(
        "ConfirmEmail",
        "AccountShown",
        "Confirm an address",
        "With the code that came to it.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "RemoveEmail": Operation(
        "RemoveEmail",
        "AccountShown",
        "Remove an address",
        "The last one stays. Signed by the device's key.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "RenameDevice": Operation(
        "RenameDevice",
        "AccountShown",
        "Rename a device",
        "Any active device of the account.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND),
    ),
    "RevokeDevice": Operation(
        "RevokeDevice",
        "AccountShown",
        "Revoke a device",
        "At once. The last one only where there is a recovery code. Signed by the device's key.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "AdmitDevice": Operation(
        "AdmitDevice",
        "AccountShown",
        "Admit a device",
        "Lets a waiting device into the account. Signed by the device's key.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "RefuseDevice": Operation(
        "RefuseDevice",
        "AccountShown",
        "Refuse a device",
        "Keeps a waiting device out.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND),
    ),
    "SubscribePush": Operation(
        "SubscribePush",
        "PushChanged",
        "Be woken by push",
        "The subscription that the browser made with `pushKey`. The endpoint must be at a push service that this "
        f"server knows. The newest {MOST_A_DEVICE} of a device are kept, and forgotten when it is revoked.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER),
    ),
    "UnsubscribePush": Operation(
        "UnsubscribePush",
        "PushChanged",
        "Be woken no more",
        "Forgets the endpoint. One that is not there is forgotten already.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER),
    ),
    "MakeRecoveryCode": Operation(
        "Act",
        "RecoveryCode",
        "Make a recovery code",
        "Told this once; the one before is worth nothing then. Signed by the device's key.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER),
    ),
    "MakeChallenge": Operation(
        "",
        "Challenge",
        "Ask for a challenge",
        f"Good once, for {CHALLENGE_LIFE_SECONDS} seconds.",
        (Kind.EXHAUSTED,),
    ),
    "OpenSession": Operation(
        "OpenSession",
        "Session",
        "Open a session",
        f"The signature is the device's, over the session statement. A session lasts {SESSION_LIFE_SECONDS // 3600} hours.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.EXHAUSTED),
    ),
    "ShowAccount": Operation(
        "",
        "AccountShown",
        "Show whose device this is",
        "The account behind the session.",
        (Kind.UNKNOWN_CALLER,),
    ),
    "ListRequests": Operation(
        "",
        "RequestList",
        "List what waits",
        "What waits for an answer, oldest first.",
        (Kind.UNKNOWN_CALLER,),
    ),
    "ShowRequest": Operation(
        "",
        "RequestShown",
        "Show one request",
        "With the exact bytes that each answer signs, while it waits.",
        (Kind.UNKNOWN_CALLER, Kind.NOT_FOUND),
    ),
    "ApproveRequest": Operation(
        "ApproveRequest",
        "Answered",
        "Approve",
        "Signs the approve statement and, for a SIGNATURE, the document too.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "RejectRequest": Operation(
        "RejectRequest",
        "Answered",
        "Say no",
        "`cancel`, or `not_me` when the person did not start it. That is signed too.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "PickUpRequest": Operation(
        "PickUp",
        "RequestShown",
        "Pick a request up",
        "By a start code, from a link or a QR code: the request is this account's from then on.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION, Kind.EXHAUSTED),
    ),
    "PresentEmail": Operation(
        "Present",
        "RequestShown",
        "Choose the address to present",
        "For a request that was picked up; its statements are other ones then.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND, Kind.PRECONDITION),
    ),
    "LiftMute": Operation(
        "LiftMute",
        "AccountShown",
        "Hear a relying party again",
        "Lifts what `not_me` has muted.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND),
    ),
    "ShowHistory": Operation(
        "",
        "HistoryPage",
        "Show the history",
        "The account's requests, the newest first, 30 a page; `q` searches title, description and the relying party's name.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER),
    ),
    "ShowPastRequest": Operation(
        "",
        "PastRequestWhole",
        "Show one request of the history",
        "With the bytes that were signed and the device's signatures.",
        (Kind.UNKNOWN_CALLER, Kind.NOT_FOUND),
    ),
    "ShowPrivacy": Operation(
        "",
        "PrivacyShown",
        "Show what is kept",
        "And which relying party received what.",
        (Kind.UNKNOWN_CALLER,),
    ),
    "ExportAccount": Operation(
        "",
        "Exported",
        "Export everything",
        "All that is held of the account, as one JSON file.",
        (Kind.UNKNOWN_CALLER,),
    ),
    "ShowIdentity": Operation(
        "",
        "IdentityShown",
        "Show the identity",
        "Where the verification stands, what was handed in, the facts that relying parties may be given, and who looked.",
        (Kind.UNKNOWN_CALLER,),
    ),
    "ShowIdentityFile": Operation(
        "",
        "",
        "Show a picture of one's own",
        "A page, a portrait or a residency proof, as it is kept: a JPEG without metadata.",
        (Kind.UNKNOWN_CALLER, Kind.NOT_FOUND),
    ),
    "TypeNames": Operation(
        "TypeNames",
        "IdentityShown",
        "Type the names",
        "As the passport's page prints them; they are compared with its machine-readable zone.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION, Kind.UNAVAILABLE),
    ),
    "HandInPage": Operation(
        "",
        "IdentityShown",
        "Hand in the data page",
        "The body is the photo itself: JPEG, PNG or WebP, 12 MB at most. Its machine-readable zone must be readable.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION, Kind.EXHAUSTED, Kind.UNAVAILABLE),
    ),
    "HandInChip": Operation(
        "HandInChip",
        "IdentityShown",
        "Hand in the chip",
        "EF.SOD with DG1 and DG2 at least. They are authenticated by the trust lists that the operator has loaded.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION, Kind.EXHAUSTED, Kind.UNAVAILABLE),
    ),
    "TypeAddress": Operation(
        "TypeAddress",
        "IdentityShown",
        "Type the address",
        "By the rules of its country: which fields it has, and what a postcode looks like.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION, Kind.UNAVAILABLE),
    ),
    "HandInResidencyProof": Operation(
        "",
        "IdentityShown",
        "Hand in the residency proof",
        "The body is the file itself: a PDF of 6 pages at most, or a photo; 10 MB at most.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION, Kind.EXHAUSTED, Kind.UNAVAILABLE),
    ),
    "SendPhoneCode": Operation(
        "SendPhoneCode",
        "IdentityShown",
        "Send a code to a telephone",
        "Good for ten minutes and five tries.",
        (
            Kind.INVALID,
            Kind.UNKNOWN_CALLER,
            Kind.NOT_FOUND,
            Kind.PRECONDITION,
            Kind.EXHAUSTED,
            Kind.UNAVAILABLE,
        ),
    ),
    "ConfirmPhone": Operation(
        "ConfirmPhone",
        "IdentityShown",
        "Prove the telephone",
        "With the code that came to it.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION, Kind.UNAVAILABLE),
    ),
    "SubmitIdentity": Operation(
        "SubmitIdentity",
        "IdentityShown",
        "Submit the case",
        "From then on it waits for an officer. Signed by the device's key as the act `submit_identity`.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.PRECONDITION),
    ),
    "WithdrawIdentity": Operation(
        "",
        "IdentityShown",
        "Withdraw the case",
        "Throws away what was handed in and is not decided.",
        (Kind.UNKNOWN_CALLER, Kind.PRECONDITION),
    ),
    "EraseAccount": Operation(
        "EraseAccount",
        "AccountErased",
        "Erase the account",
        "Destroys its data key, its rows and its files. Signed by the device's key as the act `erase_account`.",
        (Kind.INVALID, Kind.UNKNOWN_CALLER, Kind.NOT_FOUND),
    ),
    "WatchRequests": Operation(
        "",
        "",
        "Watch what waits",
        "Server-sent events. `requests` holds a RequestList, at first and whenever it changes; "
        "`come-again` asks the device to open its session and this channel anew.",
        (Kind.UNKNOWN_CALLER, Kind.EXHAUSTED, Kind.UNAVAILABLE),
    ),
}
"""By the method's name in the route tables."""

KEYLESS = frozenset(
    {
        "GetStatus",
        "About",
        "BeginEnrolment",
        "CheckCode",
        "CompleteEnrolment",
        "ShowEnrolment",
        "MakeChallenge",
        "OpenSession",
    }
)
"""Methods that need no credential."""

FIELDS = {
    "CreateRequest.type": "What is asked: `AUTHENTICATION`, `SIGNATURE`, `IDENTIFICATION` or `KYC`.",
    "CreateRequest.email": "Whom to ask; needed unless `eid_unique_id` names the account. Addresses come and go; keep `unique_user_id` from the result to know a person again.",
    "CreateRequest.timeout_seconds": f"How long the person has: {_SOONEST} to {_LATEST} seconds, {DEFAULT_TIMEOUT_SECONDS} without it.",
    "CreateRequest.title": f"What the person reads first: one line of at most {TITLE_CHARACTERS} characters.",
    "CreateRequest.description": f"More to read: at most {DESCRIPTION_CHARACTERS} characters on {DESCRIPTION_LINES} lines.",
    "CreateRequest.ra_pub_key": "Your own secp256k1 key, compressed to 33 bytes. It is copied into the signed data as `raPubKey`.",
    "CreateRequest.device_key": "Not offered yet.",
    "CreateRequest.signature": "Options of a `SIGNATURE`.",
    "CreateRequest.authenticate": "Options of an `AUTHENTICATION`.",
    "CreateRequest.kyc": "Options of a `KYC`.",
    "CreateRequest.idempotent_key": "A name of your choice for this request, so that sending it twice asks the person once. "
    f"At most {IDEMPOTENT_KEY_CHARACTERS} characters; used again with other fields it is refused.",
    "CreateRequest.use_local_account": "Instead of an address: whoever opens the request in their app becomes its user. See `start_secret` in the answer.",
    "CreateRequest.match_code": "Show the person a number on your page, `match_number` of the answer; they pick it out of three in their app, and another one ends the request.",
    "CreateRequest.started_from": f"Where the person started this, in words they will know: one line of at most {STARTED_FROM_CHARACTERS} characters.",
    "CreateRequest.return_url": "Where the app leads back to, after a request that was opened by a link; https.",
    "CreateRequest.timestamp_created": "Ignored.",
    "CreateRequest.disable_biometric_authorization": "Asks the app for its PIN instead of a fingerprint or a face.",
    "CreateRequest.eid_unique_id": "Names the person by `unique_user_id` instead of `email`.",
    "CreateRequest.Authentication.verified_only": "Only a verified account may approve; another ends as `ACCOUNT_NOT_VERIFIED`.",
    "CreateRequest.Authentication.claims": f"Up to {CLAIMS} pairs that are copied into the token, and that the person signs.",
    "CreateRequest.Authentication.Claim.key": f"At most {CLAIM_KEY_CHARACTERS} characters, and none of the token's own names.",
    "CreateRequest.Authentication.Claim.val": f"At most {CLAIM_VALUE_CHARACTERS} characters.",
    "CreateRequest.KYC.files_format": "Whether the result holds the PDFs themselves, or links to fetch them by.",
    "CreateRequest.Signature.serialization": "How the signed data is written: JSON, or protobuf.",
    "CreateRequest.Signature.invisible_data": f"Up to {INVISIBLE_DATA_BYTES // _KIB} KiB that are signed but not shown.",
    "CreateRequest.Signature.verified_only": "Only a verified account may approve; another ends as `ACCOUNT_NOT_VERIFIED`.",
    "CreateRequest.Signature.format": "How `sign` is written: r ‖ s in 64 bytes, or DER. Without it your account's setting holds, which is r ‖ s at first.",
    "CreateResponse.success": "`true`.",
    "CreateResponse.request_id": "Names the request from now on. Whoever knows it may ask for its status.",
    "CreateResponse.timestamp": "When it was created, in seconds since 1970.",
    "CreateResponse.timestamp_created": "The same.",
    "CreateResponse.match_number": "With `match_code`: the number that your page shows.",
    "CreateResponse.start_secret": "With `use_local_account`: what start codes are made with, in base64url. It stays with your server.",
    "CreateResponse.start_url": "With `use_local_account`: what a start code's link begins with.",
    "GetResultResponse.success": "`true`: the result could be read. How the request ended is `status`.",
    "GetResultResponse.device_id": "The device that approved: its compressed public key in base64.",
    "GetResultResponse.request_id": "The request.",
    "GetResultResponse.device_name": "What that device is called.",
    "GetResultResponse.email": "The address that was asked.",
    "GetResultResponse.unique_user_id": "The person's account, eight letters and digits. Stays when addresses and devices change.",
    "GetResultResponse.status": "How the request ended.",
    "GetResultResponse.status_code": "The same as a number.",
    "GetResultResponse.idempotent_key": "As it was given to Create.",
    "GetResultResponse.timestamp_created": "When it was created, in seconds since 1970.",
    "GetResultResponse.timestamp_finished": "When it ended, in seconds since 1970.",
    "GetResultResponse.signature": "The signed data, after a `SIGNATURE` that succeeded.",
    "GetResultResponse.authentication": "The token, after an `AUTHENTICATION` that succeeded.",
    "GetResultResponse.identification": "The facts of the verified passport, after an `IDENTIFICATION` that succeeded.",
    "GetResultResponse.kyc": "The facts, the screening and the two PDFs, after a `KYC` that succeeded.",
    "GetResultResponse.device_key": "Not offered yet.",
    "GetResultResponse.AuthenticationResult.jwt": "A token that tells who approved, signed by this deployment.",
    "GetResultResponse.AuthenticationResult.is_verified": "Whether the account is verified.",
    "GetResultResponse.SignatureResult.serialization": "How `signature_data` is written.",
    "GetResultResponse.SignatureResult.signature_data": "The very bytes that were signed.",
    "GetResultResponse.SignatureResult.sign": "ECDSA with SHA-256 over those bytes.",
    "GetResultResponse.SignatureResult.user_pub_key": "The device's public key, compressed to 33 bytes.",
    "GetResultResponse.SignatureResult.is_verified": "Whether the account is verified.",
    "GetResultResponse.SignatureResult.certificate_client": (
        "The device's certificate in DER: X.509, its one CN the `unique_user_id`."
    ),
    "GetResultResponse.SignatureResult.certificate_issuer": (
        "The certificate in DER of who has signed that one; a root of `/pki/roots.pem` has signed this one."
    ),
    "GetResultResponse.SignatureResult.ocsp_response": (
        "An OCSP response in DER: the device's certificate has been good since the request was created."
    ),
    "GetResultResponse.IdentificationResult.first_name": "In the document's own letters where its chip gives them.",
    "GetResultResponse.IdentificationResult.last_name": "In the document's own letters where its chip gives them.",
    "GetResultResponse.IdentificationResult.gender": "As the document writes it: `M`, `F` or `X`.",
    "GetResultResponse.IdentificationResult.date_of_birth": "ISO 8601.",
    "GetResultResponse.IdentificationResult.nationality": "ISO 3166-1 alpha-3.",
    "GetResultResponse.IdentificationResult.personal_number": "As the document has it; empty where it has none.",
    "GetResultResponse.IdentificationResult.residency_country": "ISO 3166-1 alpha-3.",
    "GetResultResponse.IdentificationResult.residency_city": "The city's name.",
    "GetResultResponse.IdentificationResult.residency_postcode": "In the form of its country.",
    "GetResultResponse.IdentificationResult.residency_address": "Street and number.",
    "GetResultResponse.IdentificationResult.residency_address2": "What else leads to the door; may be empty.",
    "GetResultResponse.IdentificationResult.residency_area": "State, province or the like, where the country has them.",
    "GetResultResponse.IdentificationResult.user_pub_key": "The device's public key: its base64 text, as bytes.",
    "GetResultResponse.IdentificationResult.phone_number": "With the country's code; the person has proven it.",
    "GetResultResponse.IdentificationResult.mrz_first_name": "As the machine-readable zone transliterates it.",
    "GetResultResponse.IdentificationResult.mrz_last_name": "As the machine-readable zone transliterates it.",
    "GetResultResponse.KYCResult.passport_issuing_state": "ISO 3166-1 alpha-3.",
    "GetResultResponse.KYCResult.passport_number": "As the document has it.",
    "GetResultResponse.KYCResult.passport_expiration": "ISO 8601.",
    "GetResultResponse.KYCResult.screening_EU": "Against the EU's list; `UNKNOWN` where none is loaded.",
    "GetResultResponse.KYCResult.screening_UN": "Against the UN's list; `UNKNOWN` where none is loaded.",
    "GetResultResponse.KYCResult.screening_PEP": "Against lists of politically exposed persons; `UNKNOWN` where none is loaded.",
    "GetResultResponse.KYCResult.screening_EU_info": "What was found, or why nobody looked; else empty.",
    "GetResultResponse.KYCResult.screening_UN_info": "What was found, or why nobody looked; else empty.",
    "GetResultResponse.KYCResult.screening_PEP_info": "What was found, or why nobody looked; else empty.",
    "GetResultResponse.KYCResult.phone_number": "With the country's code; the person has proven it.",
    "GetResultResponse.KYCResult.identification": "The facts of the verified passport.",
    "GetResultResponse.KYCResult.kyc_pdf": "The report.",
    "GetResultResponse.KYCResult.residency_proof_pdf": "The proof of residence.",
    "File.download_link": "Fetch it there with your API key.",
    "File.embedded": "The PDF itself.",
    "GetOcspResponse.certificate_client": "The device's certificate in DER: X.509, its one CN the `unique_user_id`.",
    "GetOcspResponse.certificate_issuer": "The certificate in DER of who has signed that one and the status.",
    "GetOcspResponse.ocsp_response": "An OCSP response in DER: `good`, or `revoked` with its device.",
    "GetStatusResponse.success": "`true`: the status could be read.",
    "GetStatusResponse.request_id": "The request.",
    "GetStatusResponse.status": "How the request stands.",
    "GetStatusResponse.status_code": "The same as a number.",
    "CancelResponse.success": "`true`.",
    "CancelResponse.request_id": "The request.",
    "Error.error": "The error's name.",
    "Error.error_code": "The same as a number: the gRPC status code.",
    "Error.message": "A sentence for whoever reads your log. Where a field is at fault, it begins with that field's name.",
}
"""By message and field."""

STATUSES = {
    "SUCCESS": "The person approved.",
    "NOT_READY": "Still waiting for the person. Only GetStatus says this.",
    "TIMEOUT": "Nobody answered in time. An address that nobody has ends like this too.",
    "RP_CANCELLED": "You took it back.",
    "USER_CANCELLED": "The person said no.",
    "ACCOUNT_NOT_VERIFIED": "The person approved, but you asked for a verified account and theirs is not.",
    "WAITING_LOCAL_ACK": "Nobody has opened the start code yet. Only GetStatus says this.",
}
"""By the status's name; its number is the schema's."""

_ERRORS = {
    Kind.INVALID: "A field breaks a rule. Mend it before you send it again.",
    Kind.NOT_FOUND: "There is no such thing, or it is not yours.",
    Kind.FORBIDDEN: "You are known, and may not do this.",
    Kind.EXHAUSTED: "Too much at once. Wait as long as `Retry-After` says.",
    Kind.PRECONDITION: "The call is fine, but not now: the request has ended, the kind is not offered, or your account is disabled.",
    Kind.UNAVAILABLE: "The service is stopping or a part of it is away. Send it again soon.",
    Kind.UNKNOWN_CALLER: "No key, or one that nobody here knows.",
}


def errors() -> list[tuple[Code, str]]:
    """Every error with its sentence, by number."""
    told = [(code, _ERRORS[kind]) for kind, code in CODES.items()]
    return sorted(
        [*told, (INTERNAL, "Our fault. Send it again; if it stays, tell us.")], key=lambda e: e[0].number
    )
