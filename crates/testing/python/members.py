"""Every member of an operation's input, and what of a request that has it can be seen."""

import json


class Samples:
    """Values of the shapes of a service's model, with the members that must be there."""

    def __init__(self, texts=None, patterns=None):
        self.texts, self.patterns = texts or {}, patterns or {}

    def text(self, shape, name):
        pattern = shape.metadata.get("pattern", "")
        for part, text in self.patterns.items():
            if part in pattern:
                return text
        return "x" * max(1, shape.metadata.get("min", 1))

    def of(self, shape, name="", seen=()):
        kind, limits = shape.type_name, shape.metadata
        if kind == "structure":
            return {m: self.of(shape.members[m], m, (*seen, shape.name)) for m in shape.required_members}
        if kind == "list":
            return [] if shape.member.name in seen else [self.of(shape.member, name, (*seen, shape.name))]
        if kind == "map":
            return {self.of(shape.key): self.of(shape.value, name, (*seen, shape.name))}
        if kind == "string":
            return shape.enum[0] if shape.enum else self.texts.get(name) or self.text(shape, name)
        if kind == "boolean":
            return True
        if kind == "blob":
            return "eA=="
        if kind == "timestamp":
            return 1_700_000_000
        return limits.get("min", 1)

    def probes(self, shape, around, path=(), seen=()):
        """Each member of a structure, and of those in it: its path, and a whole input that has it.

        `around` makes the input of a value of this structure."""
        for name, member in shape.members.items():
            here = (*path, name)

            def whole(value, name=name):
                return around({**self.of(shape, seen=seen), name: value})

            yield here, whole(self.of(member, name, (*seen, shape.name)))
            inner, wrap = member, lambda value: value
            while inner.type_name in ("list", "map"):
                outer, before = inner, wrap
                if outer.type_name == "list":
                    inner, wrap = outer.member, lambda value, before=before: before([value])
                else:
                    key = self.of(outer.key)
                    inner, wrap = outer.value, lambda value, before=before, key=key: before({key: value})
            if inner.type_name == "structure" and inner.name not in seen:
                into = lambda value, wrap=wrap, whole=whole: whole(wrap(value))  # noqa: E731
                yield from self.probes(inner, into, here, (*seen, shape.name, inner.name))


def below(path, those):
    return any(path[: len(other)] == other for other in those)


def told(header):
    """The paths in the header, without the places in lists."""
    for path in filter(None, (header or "").split(",")):
        yield tuple(step for step in path.split(".") if not step.isdigit())


def what_becomes_of(call, probes, same=()):
    """The members that are told as ignored, and those that are refused with the text; all others are read."""
    ignored, refused, unread, done = set(), {}, [], []
    for path, body in probes:
        if below(path, done) or ".".join(path[:2]) in same:
            continue
        reply = call(json.dumps(body))
        answer = reply.json()
        if answer.get("__type") == "SerializationException":
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
    assert not unread, f"the samples of {unread} are not read"
    found = {"told": sorted(ignored - set(refused)), "refused": dict(sorted(refused.items()))}
    return {kind: those for kind, those in found.items() if those}
