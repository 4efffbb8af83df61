"""The golden folders of Glue's operations beside botocore's model: what is answered there has the model's
members and types, what is refused is refused with the operation's own errors, and every member an operation
takes is asked for somewhere in its folder."""

import json
from pathlib import Path

import botocore.session
import pytest

GOLDEN = Path(__file__).resolve().parents[3] / "crates" / "glue" / "golden"
OPERATIONS = sorted(folder.name for folder in GOLDEN.iterdir() if folder.name != "given")

# Errors of the protocol, which no operation of a model names.
EVERYWHERE = {"ValidationException", "SerializationException"}

# Errors that are answered and that the model does not list for every operation, with the reason.
UNLISTED = {
    # Nobody lets the caller into the catalog of another account, whatever the operation; what is missing.
    "AccessDeniedException",
    "EntityNotFoundException",
    # What is refused by name, and tokens that are none.
    "InvalidInputException",
}

# Errors the model forgets: another partition has the values that one is moved to.
FORGOTTEN = {"UpdatePartition": {"AlreadyExistsException"}}


@pytest.fixture(scope="module")
def model():
    session = botocore.session.get_session()
    return session.get_service_model("glue")


def steps(operation):
    """The steps of a folder that have an answer, with the file they are in."""
    for path in sorted((GOLDEN / operation).glob("*.json")):
        for number, step in enumerate(json.loads(path.read_text())["steps"], 1):
            if "answer" in step:
                yield f"{path.name} step {number}", step


def faults(shape, value, at=""):
    """Where a value is not of a shape."""
    kind = shape.type_name
    if kind == "structure":
        # A document is any value: the types of Iceberg's fields are names or structures.
        if getattr(shape, "is_document_type", False):
            return []
        if not isinstance(value, dict):
            return [f"{at}: {value!r} is no structure"]
        missing = [f"{at}.{name} is required" for name in shape.required_members if name not in value]
        unknown = [f"{at}.{name} is no member of {shape.name}" for name in value if name not in shape.members]
        known = [(name, member) for name, member in value.items() if name in shape.members]
        return missing + unknown + [
            fault for name, member in known for fault in faults(shape.members[name], member, f"{at}.{name}")
        ]
    if kind == "list":
        if not isinstance(value, list):
            return [f"{at}: {value!r} is no list"]
        return [fault for n, item in enumerate(value) for fault in faults(shape.member, item, f"{at}[{n}]")]
    if kind == "map":
        if not isinstance(value, dict):
            return [f"{at}: {value!r} is no map"]
        found = [fault for name in value for fault in faults(shape.key, name, f"{at} key")]
        return found + [fault for name, item in value.items() for fault in faults(shape.value, item, f"{at}.{name}")]
    if value == "{seconds}":
        return [] if kind in ("double", "float") else [f"{at}: a number where {kind} is"]
    wanted = {
        "string": str,
        "blob": str,
        "boolean": bool,
        "integer": int,
        "long": int,
        "double": (int, float),
        "float": (int, float),
        "timestamp": (int, float),
    }[kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean"):
        return [f"{at}: {value!r} is no {kind}"]
    allowed = shape.enum if kind == "string" else []
    return [f"{at}: {value!r} is none of {allowed}"] if allowed and value not in allowed else []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_answers_are_of_the_models_shapes(model, operation):
    found = []
    for where, step in steps(operation):
        called = model.operation_model(step["call"])
        answer = step["answer"]
        if step.get("status", 200) == 200:
            output = called.output_shape
            found += [f"{where}: {fault}" for fault in (faults(output, answer, step["call"]) if output else [])]
            continue
        listed = {shape.name for shape in called.error_shapes}
        allowed = listed | EVERYWHERE | UNLISTED | FORGOTTEN.get(step["call"], set())
        if answer["__type"] not in allowed:
            found.append(f"{where}: {step['call']} has no {answer['__type']}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_member_is_asked_for(model, operation):
    asked = set()
    for _, step in steps(operation):
        if step["call"] == operation and isinstance(step["with"], dict):
            asked |= set(step["with"])
    members = set(model.operation_model(operation).input_shape.members)
    assert sorted(members - asked) == []
