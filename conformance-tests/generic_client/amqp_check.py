"""Checks the queues of a running Broen as a sender in another language meets them. See README.md."""

import argparse
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pika.exceptions

from amqp_sender import EVENTS, Answer, Broker, Onlooker, Sender, TooLate


class Failed(Exception):
    """A check that does not hold."""


def main() -> int:
    """Runs every check and says one line for each; 0 if all hold."""
    options = arguments()
    try:
        run(options)
    except (Failed, TooLate) as failure:
        print(f"failed: {failure}")
        return 1
    except pika.exceptions.AMQPError as error:
        print(f"failed: the broker answered {error!r}")
        return 1
    return 0


def run(options: argparse.Namespace) -> None:
    """Every check, in the order of the README."""
    broker = Broker(options.host, options.port, options.virtual_host, options.user, options.password)
    operator = Broker(options.host, options.port, options.virtual_host, options.operator, options.operator_password)
    letter = options.letter.read_bytes()
    onlooker, sender = Onlooker(operator), Sender(broker, options.organisation)
    try:
        event_id = accepted(sender, letter, options.timeout)
        print(f"ok: the letter is answered by a receipt, and is event {event_id}")
        sealed(onlooker.seen.take(options.timeout), event_id, options.secret)
        print("ok: the private queue has a CloudEvent that nobody can read")
        if (again := accepted(sender, letter, options.timeout)) != event_id:
            raise Failed(f"handed over again, the letter is event {again}")
        print("ok: handed over again, the letter is the same event")
        refused(sender, letter, options.timeout)
        print("ok: a letter that ends in its middle is refused, with a reason")
    finally:
        sender.close()
        onlooker.close()
    forbidden(broker, options.organisation, 406, lambda sender: sender.hand_over(letter, user_id=options.operator))
    print("ok: nobody hands over in the name of another user")
    forbidden(broker, options.organisation, 403, lambda sender: sender.hand_over(letter, to=(EVENTS, "")))
    forbidden(broker, options.organisation, 403, lambda sender: sender.hand_over(letter, to=("", EVENTS)))
    print("ok: a sender puts nothing on the private queue")


def accepted(sender: Sender, letter: bytes, timeout: float) -> str:
    """Hands the letter over, checks its receipt, and returns the event's id."""
    answer = sender.receipts.answer_to(sender.hand_over(letter), timeout)
    if (outcome := answer.header("broen-outcome")) != "accepted":
        raise Failed(f"the outcome is {outcome!r}: {answer.body[:500]!r}")
    if answer.properties.content_type.split(";")[0] != "application/xml" or b"PositiveReceipt>" not in answer.body:
        raise Failed(f"the answer is no receipt but {answer.properties.content_type}")
    if not (event_id := answer.header("broen-event-id")):
        raise Failed("the answer names no event")
    return event_id


def refused(sender: Sender, letter: bytes, timeout: float) -> None:
    """Hands half of the letter over, and wants to be told that it cannot be read."""
    answer = sender.receipts.answer_to(sender.hand_over(letter[: len(letter) // 2]), timeout)
    if (outcome := answer.header("broen-outcome")) not in (None, "refused", "unreadable"):
        raise Failed(f"half a letter has the outcome {outcome!r}")
    if answer.header("broen-event-id"):
        raise Failed("half a letter is an event")
    if not answer.body:
        raise Failed("the refusal says no reason")


def sealed(event: Answer, event_id: str, secrets: list[str]) -> None:
    """Fails unless the message is a CloudEvent in binary mode whose body says nothing of the letter."""
    wanted = {"specversion": "1.0", "id": event_id}
    for name, value in wanted.items():
        if (is_value := event.header(f"cloudEvents:{name}")) != value:
            raise Failed(f"cloudEvents:{name} is {is_value!r}, not {value!r}")
    for name in ("source", "type"):
        if not event.header(f"cloudEvents:{name}"):
            raise Failed(f"there is no cloudEvents:{name}")
    datetime.fromisoformat(event.header("cloudEvents:time") or "none")
    trace = event.header("traceparent") or ""
    if not re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", trace):
        raise Failed(f"traceparent is {trace!r}")
    if event.properties.delivery_mode != pika.DeliveryMode.Persistent.value:
        raise Failed("the message does not survive the broker")
    everything = repr(event.properties.headers).encode() + repr(event.properties).encode() + event.body
    if any(secret.encode() in everything for secret in secrets):
        raise Failed("the message tells what the letter says")


def forbidden(broker: Broker, organisation: str, code: int, attempt: Callable[[Sender], object]) -> None:
    """Fails unless the broker closes the channel of this attempt with this code."""
    sender = Sender(broker, organisation)
    try:
        attempt(sender)
    except pika.exceptions.ChannelClosedByBroker as closed:
        if closed.reply_code != code:
            raise Failed(f"the broker says {closed.reply_code} {closed.reply_text}") from closed
    else:
        raise Failed("the broker took it")
    finally:
        sender.close()


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="host of the broker")
    parser.add_argument("--port", type=int, default=5672, help="its port")
    parser.add_argument("--virtual-host", required=True, help="virtual host of Broen")
    parser.add_argument("--user", required=True, help="the sender's user")
    parser.add_argument("--password", required=True, help="its password")
    parser.add_argument("--operator", required=True, help="a user that may bind a queue of its own to the events")
    parser.add_argument("--operator-password", required=True, help="its password")
    parser.add_argument("--organisation", required=True, help="id of the organisation that sends")
    parser.add_argument("--letter", required=True, type=Path, help="a letter of that organisation, to be accepted")
    parser.add_argument("--secret", action="append", default=[], help="a word of the letter that nobody may read")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds for each answer")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
