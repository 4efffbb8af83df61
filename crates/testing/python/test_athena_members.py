"""Every member of every input of Athena's operations that are served, nested ones too: it is acted on, refused by
name, or told in the header `x-boathouse-ignored`; and it is held to its kind and to the constraints of AWS's model.
`athena_members.json` says which are refused and which are told; all others are read.

`BOATHOUSE_WRITE_MEMBERS=1` writes the table and the model's text that come out now; read what changed before it is
committed.
"""

import json
import os
import re
from pathlib import Path

import pytest

import athena_model
import members

TABLE = Path(__file__).resolve().parent / "athena_members.json"
TEXTS = {
    "ClientRequestToken": "t" * 32,
    "OutputLocation": "s3://results/p/",
    "QueryStatement": "SELECT 1",
    "QueryString": "SELECT 1",
    "ResourceARN": "arn:aws:athena:us-east-1:123456789012:workgroup/primary",
}
#: Texts by a part of the pattern they keep to.
PATTERNS = {
    ":iam::": "arn:aws:iam::123456789012:role/r",
    ":kms:": "alias/k",
    ":sso:::": "arn:aws:sso:::instance/ssoins-1234567890123456",
    "^[0-9]+$": "123456789012",
    "^s3://": "s3://ab",
    "{1,256}": "xx",
}
SAMPLES = members.Samples(TEXTS, PATTERNS)
LIST, MAP = "Start of list found where not expected", "Start of structure or map found where not expected."
SCALARS = {"string": "a String", "boolean": "a Boolean", "integer": "an Integer", "long": "a Long"}
KINDS = {"string": "x", "number": 1, "true": True, "false": False, "decimal": 1.5, "list": [], "map": {}}
#: What is read where a kind is wanted.
READ = {"string": ("string",), "boolean": ("true", "false"), "integer": ("number", "decimal"),
        "long": ("number", "decimal"), "list": ("list",), "structure": ("map",), "map": ("map",)}


@pytest.fixture(scope="module")
def model():
    return athena_model.service()


def test_every_operation_is_known(model):
    assert sorted(athena_model.KNOWN) == athena_model.KNOWN == sorted(model.operation_names)


def test_the_model_is_fresh():
    if os.environ.get("BOATHOUSE_WRITE_MEMBERS"):
        athena_model.MODEL.write_text(athena_model.text())
    assert athena_model.MODEL.read_text() == athena_model.text()


def call(server, operation, body):
    return server.call(f"AmazonAthena.{operation}", body if isinstance(body, str) else json.dumps(body))


def test_no_member_is_dropped_in_silence(server, model):
    found = {}
    for operation in athena_model.SERVED:
        probes = SAMPLES.probes(model.operation_model(operation).input_shape, lambda value: value)
        found[operation] = members.what_becomes_of(lambda body: call(server, operation, body), probes)
    found = {operation: of for operation, of in found.items() if of}
    if os.environ.get("BOATHOUSE_WRITE_MEMBERS"):
        TABLE.write_text(json.dumps(found, indent=2) + "\n")
    assert found == json.loads(TABLE.read_text())


def places(shape, around, path=()):
    """Everything in a structure: its path as texts have it, its shape, what makes an input of a value of it, whether
    it must be there, and an input without it."""
    for name, member in shape.members.items():
        def whole(value, name=name):
            return around({**SAMPLES.of(shape), name: value})

        without = around({key: value for key, value in SAMPLES.of(shape).items() if key != name})
        here = (*path, name[0].lower() + name[1:])
        yield here, member, whole, name in shape.required_members, without
        wrap = whole
        while member.type_name == "list":
            member, wrap, here = member.member, lambda value, wrap=wrap: wrap([value]), (*here, "1", "member")
        if member.type_name == "structure":
            yield from places(member, wrap, here)


def wrong_kinds(shape, whole):
    for kind, value in KINDS.items():
        if kind in READ[shape.type_name]:
            continue
        if shape.type_name == "list":
            text = MAP if kind == "map" else "Expected list or null"
        elif shape.type_name in ("structure", "map"):
            text = LIST if kind == "list" else "Expected null"
        else:
            word = {"decimal": "NUMBER", "list": None, "map": None}.get(kind, kind.upper())
            text = {"list": LIST, "map": MAP}.get(kind) or f"{word}_VALUE can not be converted to {SCALARS[shape.type_name]}"
        yield whole(value), text
    if shape.type_name == "list":
        for body, text in wrong_kinds(shape.member, lambda value: whole([value])):
            yield body, text
    if shape.type_name == "map":
        key = SAMPLES.of(shape.key)
        for body, text in wrong_kinds(shape.value, lambda value: whole({key: value})):
            yield body, text


def test_wrong_kinds_are_no_inputs(server, model):
    for operation in athena_model.SERVED:
        for path, shape, whole, _, _ in places(model.operation_model(operation).input_shape, lambda value: value):
            for body, text in wrong_kinds(shape, whole):
                answer = call(server, operation, body).json()
                told = (answer.get("__type"), answer.get("Message"))
                assert told == ("SerializationException", text), f"{operation} {path} {body}"


def least_and_most(shape, what):
    limits = athena_model.limits(shape)
    return [(limits.get("min"), -1, f"Member must have {what} greater than or equal to {limits.get('min')}"),
            (limits.get("max"), 1, f"Member must have {what} less than or equal to {limits.get('max')}")]


def text_rules(shape):
    """Texts that break one rule each, and the rule."""
    pattern = athena_model.limits(shape).get("pattern", "")
    if shape.enum:
        yield "NOPE", f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
    if pattern:
        count = max(2, shape.metadata.get("min", 1))
        wrong = "\1" if "u0020" in pattern else next(text * count for text in " :" if not re.fullmatch(pattern, text))
        yield wrong, f"Member must satisfy regular expression pattern: {pattern}"
    for bound, step, rule in least_and_most(shape, "length"):
        if bound and bound + step >= 0:
            yield "x" * (bound + step), rule


def all_rules(shape):
    """The rules of the elements of a list or map, which are told together."""
    of = shape.metadata
    rules = (
        ("max" in of, f"Member must have length less than or equal to {of.get('max')}"),
        ("min" in of, f"Member must have length greater than or equal to {of.get('min')}"),
        ("pattern" in of, f"Member must satisfy regular expression pattern: {of.get('pattern')}"),
        (bool(shape.enum), f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"),
    )
    return f"[{', '.join(rule for is_there, rule in rules if is_there)}]"


def broken(shape, whole):
    """Inputs that break one rule each, and the rule."""
    kind = shape.type_name
    if kind == "string":
        yield from ((whole(text), rule) for text, rule in text_rules(shape))
    elif kind in ("integer", "long"):
        yield from ((whole(bound + step), rule) for bound, step, rule in least_and_most(shape, "value")
                    if bound is not None)
    elif kind == "list":
        one = SAMPLES.of(shape.member)
        yield from ((whole([one] * (bound + step)), rule) for bound, step, rule in least_and_most(shape, "length")
                    if bound)
        if shape.member.type_name == "string":
            yield from ((whole([text]), f"Member must satisfy constraint: {all_rules(shape.member)}")
                        for text, _ in text_rules(shape.member))
    elif kind == "map":
        key, value = SAMPLES.of(shape.key), SAMPLES.of(shape.value)
        yield from ((whole({text: value}), f"Map keys must satisfy constraint: {all_rules(shape.key)}")
                    for text, _ in text_rules(shape.key))
        if shape.value.type_name == "string":
            yield from ((whole({key: text}), f"Map value must satisfy constraint: {all_rules(shape.value)}")
                        for text, _ in text_rules(shape.value))


def test_constraints_are_held(server, model):
    for operation in athena_model.SERVED:
        for path, shape, whole, is_required, without in places(
                model.operation_model(operation).input_shape, lambda value: value):
            at = f"at '{'.'.join(path)}' failed to satisfy constraint:"
            if is_required:
                message = call(server, operation, without).json()["Message"]
                assert f"Value null {at} Member must not be null" in message, (operation, path, message)
            for body, rule in broken(shape, whole):
                answer = call(server, operation, body).json()
                told = (answer.get("AthenaErrorCode"), answer.get("Message", "").split(" detected: ", 1)[-1])
                assert told[0] == "INVALID_INPUT" and f"Value {at} {rule}" in told[1].split("; "), (operation, path, told)
