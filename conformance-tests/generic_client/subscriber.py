"""Takes the entries of one subscription: pull, ack, until enough have come."""

import queue

import grpc

from contract import Contract


class TooFew(Exception):
    """The stream ended or fell silent before every expected entry had come."""


def create(contract: Contract, name: str, timeout: float):
    """Creates a subscription that begins with the first event in the journal."""
    request = contract.message("CreateSubscriptionRequest")(from_beginning=True)
    request.subscription.name = name
    return contract.call("SubscriberService", "CreateSubscription")(request, timeout=timeout).subscription


def state(contract: Contract, name: str, timeout: float):
    """What is delivered and what is not."""
    request = contract.message("GetSubscriptionRequest")(name=name)
    return contract.call("SubscriberService", "GetSubscription")(request, timeout=timeout).subscription.state


def pull(contract: Contract, name: str, expected: int, timeout: float) -> list:
    """Pulls and acks until `expected` different entries have come; gives them in the order of their numbers."""
    request = contract.message("StreamingPullRequest")
    requests: queue.SimpleQueue = queue.SimpleQueue()
    requests.put(request(subscription=name))
    # The end of the requests closes the stream in order, after the last ack.
    stream = contract.call("SubscriberService", "StreamingPull")(iter(requests.get, None), timeout=timeout)
    taken = {}
    try:
        for response in stream:
            for entry in response.entries:
                taken.setdefault(entry.number, entry)
            requests.put(request(ack_numbers=[entry.number for entry in response.entries]))
            if len(taken) >= expected:
                break
    except grpc.RpcError as error:
        raise TooFew(f"{len(taken)} of {expected} entries came, then {error.code().name}") from error
    finally:
        requests.put(None)
    if len(taken) < expected:
        raise TooFew(f"{len(taken)} of {expected} entries came, then the stream ended")
    for _ in stream:
        # More than expected may be on its way; it is not acked and comes again to whoever pulls next.
        pass
    return [taken[number] for number in sorted(taken)]
