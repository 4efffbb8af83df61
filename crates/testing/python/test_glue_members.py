"""Every member of every input of Glue's operations that are served, nested ones too: it is acted on, refused by name,
or told in the header `x-boathouse-ignored`; none is dropped in silence. `glue_members.json` says which are refused
and which are told; all others are read. (What is read and never used does not compile; what is kept is compared with
what is given below.)

`BOATHOUSE_WRITE_MEMBERS=1` writes the table that comes out now; read what changed before it is committed.
"""

import base64
import json
import os
from pathlib import Path

import botocore.session
import pytest

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parents[1] / "glue" / "golden"
OPERATIONS = sorted(folder.name for folder in GOLDEN.iterdir() if folder.name != "given")
TABLE = HERE / "glue_members.json"
#: The graph of a job has the members of `CreateJob` here, too.
SAME = {("UpdateJob", "JobUpdate.CodeGenConfigurationNodes")}
#: Texts that must be of a kind to be read at all.
TEXTS = {"CatalogId": "123456789012", "Schedule": "cron(0 0 * * ? *)"}
NOT_READ = ("SerializationException",)


@pytest.fixture(scope="module")
def model():
    return botocore.session.get_session().get_service_model("glue")


def sample(shape, name="", seen=()):
    """A value with the members that must be there."""
    kind, limits = shape.type_name, shape.metadata
    if kind == "structure":
        return {m: sample(shape.members[m], m, (*seen, shape.name)) for m in shape.required_members}
    if kind == "list":
        return [] if shape.member.name in seen else [sample(shape.member, name, (*seen, shape.name))]
    if kind == "map":
        return {sample(shape.key): sample(shape.value, name, (*seen, shape.name))}
    if kind == "string":
        return shape.enum[0] if shape.enum else TEXTS.get(name, "x" * max(1, limits.get("min", 1)))
    if kind == "boolean":
        return True
    if kind == "blob":
        return base64.b64encode(b"x").decode()
    if kind == "timestamp":
        return 1_700_000_000
    return limits.get("min", 1)


def probes(shape, around, path=(), seen=()):
    """Each member of a structure, and of those in it: its path, and a whole input that has it.

    `around` makes the input of a value of this structure."""
    for name, member in shape.members.items():
        here = (*path, name)

        def whole(value, name=name):
            return around({**sample(shape, seen=seen), name: value})

        yield here, whole(sample(member, name, (*seen, shape.name)))
        inner, wrap = member, lambda value: value
        while inner.type_name in ("list", "map"):
            outer, before = inner, wrap
            if outer.type_name == "list":
                inner, wrap = outer.member, lambda value, before=before: before([value])
            else:
                key = sample(outer.key)
                inner, wrap = outer.value, lambda value, before=before, key=key: before({key: value})
        if inner.type_name == "structure" and inner.name not in seen:
            into = lambda value, wrap=wrap, whole=whole: whole(wrap(value))  # noqa: E731
            yield from probes(inner, into, here, (*seen, shape.name, inner.name))


def below(path, those):
    return any(path[: len(other)] == other for other in those)


def told(header):
    """The paths in the header, without the places in lists."""
    for path in filter(None, (header or "").split(",")):
        yield tuple(step for step in path.split(".") if not step.isdigit())


def what_becomes_of(server, model, operation):
    ignored, refused, unread, done = set(), {}, [], []
    shape = model.operation_model(operation).input_shape
    for path, body in probes(shape, lambda value: value):
        if below(path, done) or (operation, ".".join(path[:2])) in SAME:
            continue
        reply = server.call(f"AWSGlue.{operation}", json.dumps(body))
        answer = reply.json()
        if answer.get("__type") in NOT_READ:
            unread.append(".".join(path))
        message = answer.get("Message", "")
        if path in set(told(reply.headers.get("x-boathouse-ignored"))):
            ignored.add(".".join(path))
            done.append(path)
        if "not supported by boathouse" in message:
            refused[".".join(path)] = message
            # What is only refused without something else has members to ask for.
            if f"{path[-1]} is not supported" in message:
                done.append(path)
    assert not unread, f"{operation}: the samples of {unread} are not read"
    return {"told": sorted(ignored - set(refused)), "refused": dict(sorted(refused.items()))}


def test_no_member_is_dropped_in_silence(server, model):
    found = {operation: what_becomes_of(server, model, operation) for operation in OPERATIONS}
    found = {operation: {kind: those for kind, those in of.items() if those} for operation, of in found.items()}
    found = {operation: of for operation, of in found.items() if of}
    if os.environ.get("BOATHOUSE_WRITE_MEMBERS"):
        TABLE.write_text(json.dumps(found, indent=2) + "\n")
    assert found == json.loads(TABLE.read_text())
