"""Passive authentication: what is accepted, and each kind of tampering refused for its own reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autheid.passport.data_groups import portrait_of
from autheid.passport.evidence import ChipReading
from autheid.passport.passive import ChipRefused, authenticate
from autheid.staging.chip import ChipIssuer, Signing, Suite, data_group_2, tlv
from tests.support.tampering import GOOD, GROUPS, ISSUER, KINDS, NOW, Chip
from tests.support.zone import LINES, PORTRAIT, portrait

SUITES = {
    "ECDSA P-256 under P-384": Suite(),
    "ECDSA brainpool, explicit curves": Suite(
        authority_key="brainpoolP384r1", signer_key="brainpoolP256r1", explicit=True
    ),
    "ECDSA P-256, explicit curves": Suite(authority_key="secp256r1", explicit=True),
    "ECDSA P-521 with SHA-512": Suite(authority_key="secp521r1", signer_key="secp521r1", digest="sha512"),
    "ECDSA brainpoolP512r1 with SHA-512": Suite(
        authority_key="brainpoolP512r1", signer_key="brainpoolP512r1", digest="sha512", explicit=True
    ),
    "ECDSA P-224 with SHA-224": Suite(signer_key="secp224r1", digest="sha224"),
    "ECDSA as r ‖ s with SHA-384": Suite(signer_key="secp384r1", digest="sha384", plain=True),
    "RSA with SHA-256": Suite(authority_key="rsa3072", signer_key="rsa2048"),
    "RSA with SHA-1": Suite(authority_key="rsa3072", signer_key="rsa2048", digest="sha1"),
    "RSASSA-PSS with SHA-256": Suite(authority_key="rsa3072", signer_key="rsa2048", pss=True),
    "RSASSA-PSS with SHA-512": Suite(
        authority_key="rsa3072", signer_key="rsa3072", pss=True, digest="sha512"
    ),
    "groups with SHA-1, signed with SHA-256": Suite(group_digest="sha1"),
}


def _read(chip: Chip) -> ChipReading:
    return authenticate(
        security_object=chip.security_object,
        data_groups=chip.groups,
        anchors=chip.anchors,
        revocations=chip.revocations,
        today=date(2026, 11, 2),
    )


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_a_good_chip_of_every_algorithm_is_read(suite: Suite) -> None:
    issuer = ChipIssuer(country="SE", now=NOW, suite=suite)
    reading = _read(Chip(issuer.security_object(GROUPS), GROUPS, (issuer.anchor,)))
    assert (reading.line_1, reading.line_2) == LINES
    assert (reading.full_name, reading.personal_number) == ("ÖSTRÖM, ÅSA TEST", "98765432")
    assert (reading.place_of_birth, reading.signer_country) == ("MALMÖ", "SE")
    assert reading.signed_at == NOW.date()
    assert len(reading.steps) == 8
    assert "not checked" in reading.steps[-1].detail


@pytest.mark.parametrize("kind", KINDS)
def test_a_tampered_chip_is_refused_for_its_own_reason(kind: str) -> None:
    reason, tampered = KINDS[kind]
    with pytest.raises(ChipRefused) as refused:
        _read(tampered())
    assert refused.value.reason == reason
    assert refused.value.field in {"security_object", "data_groups"}


def test_there_are_at_least_thirty_kinds_of_tampering() -> None:
    assert len(KINDS) >= 30


def test_a_list_that_revokes_another_signer_says_that_this_one_is_not_revoked() -> None:
    chip = replace(GOOD, revocations=(ISSUER.revocation_list([ISSUER.authority]),))
    assert "has not revoked" in {step.name: step.detail for step in _read(chip).steps}["revocation"]


def test_a_rogues_revocation_list_counts_for_nothing() -> None:
    rogue = ChipIssuer(country="SE", now=NOW)
    chip = replace(GOOD, revocations=(rogue.revocation_list([ISSUER.signer]),))
    assert "was not checked" in {step.name: step.detail for step in _read(chip).steps}["revocation"]


def test_the_right_authority_is_found_among_others_of_its_name() -> None:
    others = tuple(ChipIssuer(country="SE", now=NOW).anchor for _ in range(3))
    assert _read(replace(GOOD, anchors=(*others, ISSUER.anchor))).signer_country == "SE"


def test_a_signer_that_does_not_say_when_it_signed_is_accepted_and_said_so() -> None:
    unsaid = ISSUER.security_object(GROUPS, Signing(attributes={"signing_time": None}))
    reading = _read(replace(GOOD, security_object=unsaid))
    assert reading.signed_at is None
    assert "does not say when" in {step.name: step.detail for step in reading.steps}["document_signer"]


def test_a_passport_that_outlives_its_signers_certificate_is_accepted() -> None:
    key_days = (NOW - timedelta(days=400), NOW - timedelta(days=30))
    issuer = ChipIssuer(country="SE", now=NOW)
    certificate = issuer.certify("Short-lived", issuer.signer_key, valid=key_days)
    signing = Signing(certificate=certificate, key=issuer.signer_key, at=NOW - timedelta(days=60))
    chip = Chip(issuer.security_object(GROUPS, signing), GROUPS, (issuer.anchor,))
    assert _read(chip).signed_at == (NOW - timedelta(days=60)).date()


def test_a_security_object_without_its_tag_or_with_fill_behind_it_is_read() -> None:
    inside = GOOD.security_object[4:]
    for security_object in (inside, GOOD.security_object + bytes(7), tlv(0x77, inside + bytes(2))):
        assert _read(replace(GOOD, security_object=security_object)).signer_country == "SE"


@pytest.mark.parametrize("kind", ["JPEG", "JPEG2000"])
def test_the_portrait_comes_out_as_it_went_in(kind: str) -> None:
    picture = portrait(kind)
    assert portrait_of(data_group_2(picture)) == picture


@pytest.mark.parametrize("bad", [b"", b"\x75", b"\x75\x00", data_group_2(b"GIF89a"), PORTRAIT])
def test_a_group_2_without_a_portrait_is_a_value_error(bad: bytes) -> None:
    with pytest.raises(ValueError, match=r"DG2|a length|a tag"):
        portrait_of(bad)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(at=st.integers(0, len(GOOD.security_object) - 1), value=st.integers(0, 255), cut=st.booleans())
def test_no_changed_byte_gets_through_and_none_breaks_the_reader(at: int, value: int, cut: bool) -> None:
    original = GOOD.security_object
    changed = original[:at] if cut else original[:at] + bytes((value,)) + original[at + 1 :]
    if changed == original:
        return
    try:
        reading = _read(replace(GOOD, security_object=changed))
    except ChipRefused:
        return
    # What is not signed may change: fields around the signature that nobody relies on.
    assert (reading.line_1, reading.line_2) == LINES


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(data=st.binary(max_size=400), group=st.binary(max_size=200))
def test_arbitrary_bytes_are_refused(data: bytes, group: bytes) -> None:
    with pytest.raises(ChipRefused):
        _read(replace(GOOD, security_object=data, groups={**GROUPS, 1: group}))


def test_deep_nesting_is_refused() -> None:
    deep = b""
    for _ in range(2000):
        deep = tlv(0x30, deep)
    for security_object in (tlv(0x77, deep), b"\x30\x80" * 20_000):
        with pytest.raises(ChipRefused):
            _read(replace(GOOD, security_object=security_object))
