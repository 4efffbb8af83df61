"""What AWS's model says of Athena's operations, and the text of it that the service checks inputs by."""

import re
from pathlib import Path

import botocore.session

ATHENA = Path(__file__).resolve().parents[2] / "athena" / "src"
MODEL = ATHENA / "model.txt"
KNOWN = (ATHENA / "operations.txt").read_text().split()
SERVED = re.findall(r'=> "(\w+)"', (ATHENA / "ops" / "mod.rs").read_text())
#: The service checks pages of a result at 100,000 rows first, and at 1,000 later.
MEASURED = {"MaxQueryResults": {"min": 1, "max": 100_000}}
SCALARS = ("boolean", "integer", "long", "string")


def service():
    return botocore.session.get_session().get_service_model("athena")


def limits(shape):
    return MEASURED.get(shape.name, shape.metadata)


def bounds(shape):
    of = limits(shape)
    least, most = of.get("min", ""), of.get("max", "")
    return [f"{least}..{most}"] if (least, most) != ("", "") else []


def lines(shape):
    """The lines of a shape, as `boathouse_wire::Model` reads them."""
    kind = shape.type_name
    if kind == "structure":
        members = [(f"{name}*" if name in shape.required_members else name, of) for name, of in shape.members.items()]
        return [f"structure {shape.name}"] + [f"  {name} {of.name}" for name, of in members]
    if kind == "list":
        return [" ".join(["list", shape.name, shape.member.name, *bounds(shape)])]
    if kind == "map":
        return [f"map {shape.name} {shape.key.name} {shape.value.name}"]
    assert kind in SCALARS, f"{shape.name} is a {kind}"
    pattern = limits(shape).get("pattern")
    of_text = [f"/{pattern}/"] * bool(pattern) + ["|".join(shape.enum)] * bool(shape.enum) if kind == "string" else []
    return [" ".join([kind, shape.name, *bounds(shape), *of_text])]


def inner(shape):
    if shape.type_name == "structure":
        return list(shape.members.values())
    return {"list": lambda: [shape.member], "map": lambda: [shape.key, shape.value]}.get(shape.type_name, list)()


def text():
    """The model of what is served."""
    model, found = service(), {}
    waiting = [model.operation_model(operation).input_shape for operation in SERVED]
    while waiting:
        shape = waiting.pop()
        if shape.name not in found:
            found[shape.name] = lines(shape)
            waiting.extend(inner(shape))
    operations = [f"operation {name} {model.operation_model(name).input_shape.name}" for name in SERVED]
    return "\n".join([*operations, *(line for name in sorted(found) for line in found[name])]) + "\n"
