"""What any store promises about cases and files (`autheid.needs.cases`), trust lists and erasure."""

from __future__ import annotations

import asyncio
from datetime import date

from autheid.account.account import Account
from autheid.account.device import NewDevice
from autheid.account.enrolment import Enrolment
from autheid.device.key import P256, DeviceKey
from autheid.identity.case import Accepted, Case, CaseId, Collecting, Refused, Submitted, moved
from autheid.identity.evidence import Evidence, Form, ResidencyEvidence
from autheid.identity.identity import identity_of
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, RequestKey, UniqueUserId
from autheid.kernel.secret import digest
from autheid.needs.cases import CaseWritten, View
from autheid.passport.trust_list import read_trust_list
from autheid.person.email import parse_email
from autheid.pki.curve import Curve
from tests.support.identity import evidence
from tests.support.stores import Shelf, Store
from tests.support.tampering import ISSUER, NORWAY

NOW = Millis(1_795_392_000_000)
DAY = 86_400_000


async def _account(store: Store, name: str = "ada") -> Account:
    enrolment = Enrolment(
        enrolment_id=name,
        email=parse_email(f"{name}@example.com"),
        account=None,
        code_hash=digest(b"code"),
        tries_left=5,
        expires=Millis(NOW + 600_000),
    )
    await store.enrolments.begin(enrolment, now=NOW)
    device = NewDevice(DeviceKey.make(P256).public_key, Curve.P256, "Phone")
    made = await store.enrolments.complete(
        enrolment, device, fresh_id=UniqueUserId(name.ljust(8, "0")), now=NOW
    )
    assert made is not None
    return made[0]


def _case(account: AccountId, name: str = "case", *, at: int = NOW) -> Case:
    return Case(
        case_id=CaseId(name),
        account=account,
        opened=Millis(at),
        changed=Millis(at),
        version=1,
        state=Collecting(Evidence()),
    )


def _accepted(valid_until: int) -> Accepted:
    whole = evidence()
    return Accepted(
        evidence=whole,
        findings=(),
        at=NOW,
        officer="Olle",
        note="",
        identity=identity_of(whole, today=date(2026, 11, 23)),
        valid_until=Millis(valid_until),
    )


async def test_a_case_is_kept_whole_and_an_account_has_one_that_is_not_decided(shelf: Shelf) -> None:
    account = (await _account(shelf.store)).account
    case = _case(account)
    assert await shelf.store.cases.add(case)
    assert not await shelf.store.cases.add(_case(account, "second"))
    changed = moved(case, Submitted(evidence(), (), NOW), now=NOW)
    assert await shelf.store.cases.write(changed, now=NOW) is CaseWritten.WRITTEN
    store = await shelf.reopen()
    assert await store.cases.case(CaseId("case")) == changed
    assert await store.cases.waiting(most=9) == [changed]
    refused = Refused(evidence=evidence(), findings=(), at=NOW, officer="O", reason="no")
    assert await store.cases.write(moved(changed, refused, now=NOW), now=NOW) is CaseWritten.WRITTEN
    assert await store.cases.add(_case(account, "second", at=NOW + 1))
    assert [one.case_id for one in await store.cases.cases_of(account)] == ["second", "case"]


async def test_of_many_changes_to_one_version_one_is_written(store: Store) -> None:
    case = _case((await _account(store)).account)
    await store.cases.add(case)
    changes = [moved(case, Collecting(Evidence(form=Form(str(n), "x"))), now=NOW) for n in range(9)]
    written = await asyncio.gather(*(store.cases.write(one, now=NOW) for one in changes))
    assert written.count(CaseWritten.WRITTEN) == 1
    assert written.count(CaseWritten.CHANGED_SINCE) == 8


async def test_accepting_verifies_the_account_and_takes_the_document_once(store: Store) -> None:
    ada, bob = await _account(store), await _account(store, "bob")
    for account, taken in ((ada, CaseWritten.WRITTEN), (bob, CaseWritten.DOCUMENT_TAKEN)):
        case = _case(account.account, str(account.account))
        await store.cases.add(case)
        accepted = moved(case, _accepted(NOW + DAY), now=NOW)
        assert await store.cases.write(accepted, document=digest(b"passport"), now=NOW) is taken
    for account, until in ((ada, NOW + DAY), (bob, None)):
        found = await store.people.account(account.account)
        assert found is not None
        assert found.verified_until == until
    assert await store.cases.document_account(digest(b"passport")) == ada.account
    # The same person's next passport check is no conflict.
    again = _case(ada.account, "again")
    await store.cases.add(again)
    renewed = moved(again, _accepted(NOW + 2 * DAY), now=NOW)
    assert await store.cases.write(renewed, document=digest(b"passport"), now=NOW) is CaseWritten.WRITTEN


async def test_what_is_old_is_forgotten_and_what_holds_stays(store: Store) -> None:
    holds, ended, draft = [await _account(store, name) for name in ("holds", "ended", "draft")]
    for account, state in ((holds, _accepted(NOW + DAY)), (ended, _accepted(NOW - 1))):
        case = _case(account.account, account.unique_user_id)
        await store.cases.add(case)
        await store.cases.write(moved(case, state, now=NOW), now=NOW)
    await store.cases.add(_case(draft.account, "draft", at=NOW - DAY))
    forgotten = await store.cases.forget_old(drafts_before=NOW, refused_before=NOW, accepted_before=NOW)
    assert forgotten == 2
    assert len(await store.cases.cases_of(holds.account)) == 1
    assert await store.cases.cases_of(ended.account) == await store.cases.cases_of(draft.account) == []


async def test_files_that_nothing_refers_to_are_doomed_and_no_others(store: Store) -> None:
    account = (await _account(store)).account
    for name in ("kept", "dropped", "loose", "fresh"):
        at = NOW if name == "fresh" else Millis(NOW - 2 * DAY)
        await store.files.note_file(name, account, request=None, now=at)
    await store.files.note_file("result", account, request=RequestKey(4711), now=Millis(NOW - 2 * DAY))
    case = _case(account)
    await store.cases.add(case)
    with_files = moved(
        case, Collecting(Evidence(residency=ResidencyEvidence(("kept", "dropped"), NOW))), now=NOW
    )
    await store.cases.write(with_files, now=NOW)
    fewer = moved(with_files, Collecting(Evidence(residency=ResidencyEvidence(("kept",), NOW))), now=NOW)
    await store.cases.write(fewer, dropped=["dropped"], now=NOW)
    # The result's request is forgotten already.
    assert set(await store.files.doomed(now=NOW, most=9)) == {"dropped", "loose", "result"}
    await store.files.destroyed(["dropped", "loose", "result"])
    assert await store.files.doomed(now=NOW, most=9) == []
    assert await store.cases.withdraw(fewer)
    assert await store.files.doomed(now=NOW, most=9) == ["kept"]


async def test_looks_are_kept_the_latest_first(shelf: Shelf) -> None:
    account = (await _account(shelf.store)).account
    views = [View(Millis(NOW + n), "Olle", f"page {n}") for n in range(3)]
    for view in views:
        await shelf.store.cases.note_view(account, view)
    assert await (await shelf.reopen()).cases.views_of(account) == views[::-1]


async def test_an_erased_account_leaves_its_number_and_nothing_else(shelf: Shelf) -> None:
    ada, bob = await _account(shelf.store), await _account(shelf.store, "bob")
    await shelf.store.cases.add(_case(bob.account))
    assert await shelf.store.eraser.erase(bob.account, proofs=(), letters=(), now=NOW)
    assert not await shelf.store.eraser.erase(bob.account, proofs=(), letters=(), now=NOW)
    store = await shelf.reopen()
    assert await store.people.account(bob.account) is None
    assert await store.people.account_by_email(parse_email("bob@example.com")) is None
    assert await store.people.account(ada.account) == ada
    third = await _account(store, "carol")
    assert third.account > bob.account, "a number is never given twice"


async def test_a_master_list_replaces_the_earlier_one_of_its_signer(shelf: Shelf) -> None:
    one, two = (
        read_trust_list(ISSUER.master_list(anchors))
        for anchors in ([ISSUER.anchor], [ISSUER.anchor, NORWAY.anchor])
    )
    alone = read_trust_list(NORWAY.anchor)
    for found in (alone, one):
        assert await shelf.store.trust.load(found, source="file", now=NOW)
    assert not await shelf.store.trust.load(one, source="file", now=NOW)
    assert await shelf.store.trust.load(two, source="newer", now=Millis(NOW + 1))
    store = await shelf.reopen()
    assert set(await store.trust.anchors()) == {ISSUER.anchor, NORWAY.anchor}
    assert sum(found.in_use for found in await store.trust.lists()) == 2
    assert await store.trust.remove(two.sha256)
    assert not await store.trust.remove(two.sha256)
    assert await store.trust.anchors() == [NORWAY.anchor]
    revoked = read_trust_list(ISSUER.revocation_list([ISSUER.signer]))
    await store.trust.load(revoked, source="crl", now=NOW)
    assert await store.trust.revocations() == list(revoked.revocations)
