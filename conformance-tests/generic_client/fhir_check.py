"""Hands resources over with a FHIR client that is not ours (fhirpy), and checks what it is told."""

import argparse
import json
import sys

from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound

CPR = "urn:oid:1.2.208.176.1.2"
GLN = "https://www.gs1.org/gln"
PATIENT = {"identifier": {"system": CPR, "value": "2512489996"}}


def communication(client, receiver, text):
    """A message about the patient, to this receiver."""
    return client.resource(
        "Communication",
        status="completed",
        subject=PATIENT,
        recipient=[{"identifier": {"system": GLN, "value": receiver}}],
        payload=[{"contentString": text}],
    )


def refused(action):
    """The OperationOutcome that a call ends in."""
    try:
        action()
    except OperationOutcome as error:
        return error.resource
    raise AssertionError("it was not refused")


def reads_the_statement(client):
    statement = client.execute("metadata", method="get")
    assert statement["resourceType"] == "CapabilityStatement", statement
    types = {resource["type"] for resource in statement["rest"][0]["resource"]}
    assert {"Communication", "Encounter", "Task"} <= types, types


def creates_and_updates(client, receiver):
    resource = communication(client, receiver, "Kan borgeren begynde i uge 12?")
    resource.save()
    name, version = resource.id, resource["meta"]["versionId"]
    assert name and version, dict(resource)
    resource["payload"][0]["contentString"] = "Kan borgeren begynde i uge 13?"
    resource.save()
    assert resource.id == name and resource["meta"]["versionId"] != version, dict(resource)


def runs_a_transaction(client, receiver):
    condition = {"resourceType": "Condition", "code": {"text": "Fald"}, "subject": PATIENT}
    message = communication(client, receiver, "Se diagnosen.").serialize()
    entries = [
        {"resource": condition, "request": {"method": "POST", "url": "Condition"}},
        {"resource": message, "request": {"method": "POST", "url": "Communication"}},
    ]
    response = client.execute("", data={"resourceType": "Bundle", "type": "transaction", "entry": entries})
    assert response["type"] == "transaction-response" and len(response["entry"]) == 2, response


def is_told_what_is_wrong(client):
    outcome = refused(lambda: communication(client, "5790999900072", "Til en fremmed").save())
    assert outcome["issue"][0]["expression"] == ["Communication.recipient[0]"], outcome
    outcome = refused(lambda: client.resource("Encounter", status="planned").save())
    assert outcome["issue"][0]["code"] == "required", outcome
    outcome = refused(lambda: client.resources("Task").search(status="requested").fetch_raw())
    assert outcome["issue"][0]["code"] == "not-supported", outcome
    outcome = refused(lambda: client.resource("Task", id="a").delete())
    assert outcome["issue"][0]["code"] == "not-supported", outcome
    try:
        client.resource("Patient", active=True).save()
    except ResourceNotFound as error:
        assert json.loads(str(error))["resourceType"] == "OperationOutcome", error
    else:
        raise AssertionError("a Patient was taken")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--url", "--ca", "--cert", "--key", "--receiver"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()
    config = {"cert": (options.cert, options.key), "verify": options.ca}
    client = SyncFHIRClient(options.url, requests_config=config)
    steps = [
        ("the statement is read", lambda: reads_the_statement(client)),
        ("a resource is created and updated", lambda: creates_and_updates(client, options.receiver)),
        ("a transaction is answered entry by entry", lambda: runs_a_transaction(client, options.receiver)),
        ("what is wrong is told", lambda: is_told_what_is_wrong(client)),
    ]
    for name, step in steps:
        step()
        print(f"ok: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
