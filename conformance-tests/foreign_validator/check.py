"""Judges FHIR messages by PyPI's fhir.resources, which knows base FHIR and nothing of MedCom.

Its R4B model is that of R4 for every resource in these messages: R4B changed medicines, evidence and subscriptions
only. Paths come one a line on standard input; each is answered with `valid` or `invalid`, a tab, and where.
"""

import json
import sys

from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError
from pydantic.v1 import ValidationError as OldValidationError


def judge(path):
    """The verdict on one file, and the places it is about."""
    try:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return "invalid", ["no JSON"]
    try:
        Bundle.parse_obj(document)
    except (ValidationError, OldValidationError) as errors:
        return "invalid", sorted({".".join(str(step) for step in one["loc"]) for one in errors.errors()})
    except Exception as error:  # What a model of it does with nonsense is its own affair.
        return "invalid", [type(error).__name__]
    return "valid", []


for line in sys.stdin:
    verdict, places = judge(line.rstrip("\n"))
    print(verdict, ", ".join(places), sep="\t", flush=True)
