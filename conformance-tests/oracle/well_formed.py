"""An oracle for well-formedness that shares no code with Broen: expat for XML, Python's json for JSON.

Reads documents from standard input, each as one line "xml LENGTH" or "json LENGTH" followed by that many bytes, and writes
one line per document: "well-formed" or "malformed".
"""

import json
import re
import sys
from xml.parsers import expat


def xml_is_well_formed(document: bytes) -> bool:
    parser = expat.ParserCreate(namespace_separator="|")
    parser.XmlDeclHandler = only_version_1
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return True


def only_version_1(version, _encoding, _standalone):
    # expat reads version numbers as the fourth edition of XML 1.0 did; the fifth says "1." and digits.
    if version is not None and not re.fullmatch(r"1\.[0-9]+", version):
        raise ValueError(version)


def without_doubles(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a property stands twice")
    return dict(pairs)


def no_constant(word):
    raise ValueError(word)


def json_is_well_formed(document: bytes) -> bool:
    try:
        text = document.decode("utf-8")
        value = json.loads(text, object_pairs_hook=without_doubles, parse_constant=no_constant)
        # A lone surrogate is no character.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return False
    return True


def main() -> None:
    verdicts = {"xml": xml_is_well_formed, "json": json_is_well_formed}
    source = sys.stdin.buffer
    while header := source.readline().split():
        kind, length = header[0].decode("ascii"), int(header[1])
        well_formed = verdicts[kind](source.read(length))
        print("well-formed" if well_formed else "malformed", flush=True)


if __name__ == "__main__":
    main()
