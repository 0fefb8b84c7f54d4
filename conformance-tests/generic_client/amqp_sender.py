"""A sender that hands letters over by AMQP and waits for its receipts, and an onlooker of the private event queue."""

import time
import uuid
from dataclasses import dataclass, field

import pika
from pika.adapters.blocking_connection import BlockingChannel

#: Where letters are handed over: an exchange and a routing key.
LETTERS = ("broen.letters", "broen.letters.medcom")
#: The private exchange between adapters and gateways.
EVENTS = "broen.events"


class TooLate(Exception):
    """Nothing came in time."""


@dataclass(frozen=True)
class Broker:
    """Where the broker is, and who calls."""

    host: str
    port: int
    virtual_host: str
    user: str
    password: str = field(repr=False)

    def connect(self) -> pika.BlockingConnection:
        """A connection of this user."""
        credentials = pika.PlainCredentials(self.user, self.password)
        parameters = pika.ConnectionParameters(self.host, self.port, self.virtual_host, credentials, heartbeat=30)
        return pika.BlockingConnection(parameters)


@dataclass(frozen=True)
class Answer:
    """A message that came."""

    properties: pika.BasicProperties
    body: bytes

    def header(self, name: str) -> str | None:
        """A header, as text."""
        value = (self.properties.headers or {}).get(name)
        return value.decode() if isinstance(value, bytes) else value


class Mailbox:
    """A queue that is read until what is looked for has come."""

    def __init__(self, channel: BlockingChannel, queue: str):
        self._channel = channel
        self.name = queue

    def take(self, timeout: float) -> Answer:
        """The next message."""
        for method, properties, body in self._channel.consume(self.name, inactivity_timeout=timeout):
            if method is None:
                break
            self._channel.basic_ack(method.delivery_tag)
            return Answer(properties, body)
        raise TooLate(f"nothing came to {self.name} in {timeout} s")

    def answer_to(self, message_id: str, timeout: float) -> Answer:
        """The message that answers this one; others before it belong to nobody any more."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            answer = self.take(left)
            if answer.properties.correlation_id == message_id:
                return answer
        raise TooLate(f"no answer came to {message_id} in {timeout} s")


class Sender:
    """An organisation's system: its user, its channel, its queue of receipts."""

    def __init__(self, broker: Broker, organisation: str):
        self._user = broker.user
        self._connection = broker.connect()
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()
        queue = f"broen.receipts.{organisation}"
        arguments = {"x-queue-type": "quorum"}
        self._channel.queue_declare(queue, durable=True, arguments=arguments)
        self.receipts = Mailbox(self._channel, queue)

    def hand_over(self, document: bytes, user_id: str | None = None, to: tuple[str, str] = LETTERS) -> str:
        """Hands a document over and returns the id of its message; the broker has confirmed it."""
        message_id = str(uuid.uuid4())
        properties = pika.BasicProperties(
            content_type="application/xml",
            delivery_mode=pika.DeliveryMode.Persistent,
            message_id=message_id,
            reply_to=self.receipts.name,
            user_id=user_id or self._user,
        )
        exchange, routing_key = to
        self._channel.basic_publish(exchange, routing_key, document, properties, mandatory=True)
        return message_id

    def close(self) -> None:
        """Ends the connection."""
        if self._connection.is_open:
            self._connection.close()


class Onlooker:
    """Sees a copy of everything that goes to the private event queue, as an operator of the broker could."""

    def __init__(self, broker: Broker):
        self._connection = broker.connect()
        channel = self._connection.channel()
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, EVENTS)
        self.seen = Mailbox(channel, queue)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()
