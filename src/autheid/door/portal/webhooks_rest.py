"""A team's webhooks: endpoints, what was sent, and a button that tests one."""

from __future__ import annotations

import msgspec

from autheid.door.forms import answer
from autheid.door.http import Reply
from autheid.door.work import Done, Form, Proof, Shown, Visit, WorkRoute
from autheid.hook.delivery import Attempt, Delivery
from autheid.hook.endpoint import Endpoint, EndpointId
from autheid.hook.event import EventKind
from autheid.kernel.clock import Clock
from autheid.kernel.errors import invalid
from autheid.team.role import Right
from autheid.usecase.keep_webhooks import KeepWebhooks

_encode = msgspec.json.Encoder().encode
_NUMBER_CHARACTERS = 18


class EndpointShown(Shown):
    """An endpoint; never its secrets. `secretsAlive` is two while one is rotated."""

    endpoint: str
    url: str
    events: list[str]
    disabled: bool
    created_at: int
    secrets_alive: int
    old_secret_until: int | None


class EndpointMade(Shown):
    """The secret, shown this once."""

    endpoint: EndpointShown
    secret: str


class AddEndpoint(Form):
    """Where to tell, and of what."""

    url: str
    events: list[EventKind]


class ChangeEndpoint(Form):
    """What is given is changed."""

    url: str | None = None
    events: list[EventKind] | None = None
    disabled: bool | None = None


class AttemptShown(Shown):
    """One try; `status` is 0 when there was no answer."""

    at: int
    status: int
    millis: int
    says: str


class DeliveryShown(Shown):
    """An event on its way, with its body as it is signed."""

    number: str
    event_id: str
    kind: str
    created_at: int
    due_at: int
    tries: int
    standing: str
    body: str
    attempts: list[AttemptShown]


class WebhooksPage(Shown):
    """Every endpoint, and the kinds of events there are."""

    endpoints: list[EndpointShown]
    events: list[str]


class WebhooksDoor:
    """Routes of a team's webhooks."""

    def __init__(self, *, keep: KeepWebhooks, clock: Clock) -> None:
        self._keep = keep
        self._clock = clock

    def routes(self) -> list[WorkRoute]:
        """The table."""
        see, build = Right.SEE, Right.BUILD
        alive, fresh = Proof.ALIVE, Proof.FRESH
        base = "/organisations/{rp}/webhooks"
        one = base + "/{endpoint}"
        return [
            WorkRoute("GET", base, "ListWebhooks", self._list, see),
            WorkRoute("POST", base, "AddWebhook", self._add, build, fresh),
            WorkRoute("POST", one, "ChangeWebhook", self._change, build, alive),
            WorkRoute("POST", one + "/rotate", "RotateWebhook", self._rotate, build, fresh),
            WorkRoute("POST", one + "/remove", "RemoveWebhook", self._remove, build, alive),
            WorkRoute("POST", one + "/test", "TestWebhook", self._test, build),
            WorkRoute("GET", one + "/deliveries", "ListDeliveries", self._deliveries, see, idle=True),
            WorkRoute("POST", one + "/deliveries/{number}/resend", "ResendDelivery", self._resend, build),
        ]

    async def _list(self, visit: Visit) -> Reply:
        endpoints = await self._keep.endpoints(visit.party.rp)
        events = [kind.value for kind in EventKind if kind is not EventKind.TEST]
        return answer(WebhooksPage([self._shown(one) for one in endpoints], events))

    async def _add(self, visit: Visit) -> Reply:
        body = visit.form(AddEndpoint)
        visit.says(body.url)
        endpoint = await self._keep.add(visit.party.rp, body.url, frozenset(body.events))
        return answer(EndpointMade(self._shown(endpoint), endpoint.secrets[0].text()))

    async def _change(self, visit: Visit) -> Reply:
        body = visit.form(ChangeEndpoint)
        changed = await self._keep.change(
            visit.party.rp,
            _endpoint_of(visit),
            url=body.url,
            kinds=None if body.events is None else frozenset(body.events),
            disabled=body.disabled,
        )
        visit.says(changed.url)
        return answer(self._shown(changed))

    async def _rotate(self, visit: Visit) -> Reply:
        endpoint = await self._keep.rotate(visit.party.rp, _endpoint_of(visit))
        visit.says(endpoint.url)
        return answer(EndpointMade(self._shown(endpoint), endpoint.secrets[0].text()))

    async def _remove(self, visit: Visit) -> Reply:
        await self._keep.remove(visit.party.rp, _endpoint_of(visit))
        return answer(Done())

    async def _test(self, visit: Visit) -> Reply:
        return answer(_attempt_shown(await self._keep.test(visit.party.rp, _endpoint_of(visit))))

    async def _deliveries(self, visit: Visit) -> Reply:
        found = await self._keep.deliveries(visit.party.rp, _endpoint_of(visit))
        return Reply(_encode([_delivery_shown(*one) for one in found]))

    async def _resend(self, visit: Visit) -> Reply:
        number = visit.call.parameters["number"]
        if not number.isdecimal() or len(number) > _NUMBER_CHARACTERS:
            raise invalid("number", "must be a number")
        await self._keep.send_again(visit.party.rp, int(number))
        return answer(Done())

    def _shown(self, endpoint: Endpoint) -> EndpointShown:
        alive = endpoint.alive(self._clock.now())
        return EndpointShown(
            endpoint=endpoint.endpoint_id,
            url=endpoint.url,
            events=sorted(kind.value for kind in endpoint.kinds),
            disabled=endpoint.disabled,
            created_at=endpoint.created,
            secrets_alive=len(alive),
            old_secret_until=next((one.until for one in alive if one.until is not None), None),
        )


def _endpoint_of(visit: Visit) -> EndpointId:
    return EndpointId(visit.call.parameters["endpoint"])


def _attempt_shown(attempt: Attempt) -> AttemptShown:
    return AttemptShown(attempt.at, attempt.status, attempt.millis, attempt.says)


def _delivery_shown(delivery: Delivery, attempts: list[Attempt]) -> DeliveryShown:
    return DeliveryShown(
        number=str(delivery.number),
        event_id=delivery.event_id,
        kind=delivery.kind.value,
        created_at=delivery.created,
        due_at=delivery.due,
        tries=delivery.tries,
        standing=delivery.standing.name.lower(),
        body=delivery.body.decode(),
        attempts=[_attempt_shown(one) for one in attempts],
    )
