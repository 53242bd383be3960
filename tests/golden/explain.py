# SPDX-License-Identifier: ISC
"""Check JSON documents, one a line on stdin, by the schema in argv[1], and that every value of its enums and every member
of an effect occurred in one of them. Knows the words of JSON Schema that the schema uses, and stops at others."""
import json
import sys

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
WORDS = {"$ref", "$schema", "$defs", "title", "description", "type", "required", "additionalProperties", "properties", "items",
         "minItems", "maxItems", "minimum", "oneOf", "enum", "const"}
root = json.load(open(sys.argv[1], encoding="utf-8"))
seen = set()


def is_type(value, name):
    return isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool))


def check(value, schema, at):
    """What is wrong with value, or None."""
    unknown = set(schema) - WORDS
    if unknown:
        raise SystemExit(f"{at}: the validator does not know {unknown}")
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return check(value, root["$defs"][name], at if name == "text" else "/" + name)
    if "oneOf" in schema:
        good = sum(check(value, one, at) is None for one in schema["oneOf"])
        return None if good == 1 else f"{at}: {good} of the choices hold for {value!r}"
    if "const" in schema and value != schema["const"]:
        return f"{at}: {value!r} is not {schema['const']!r}"
    if "enum" in schema:
        if value not in schema["enum"]:
            return f"{at}: {value!r} is none of {schema['enum']}"
        seen.add((at, value))
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_type(value, t) for t in types):
        return f"{at}: {value!r} is no {types}"
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            return f"{at}: {len(value)} elements"
        for one in value:
            wrong = check(one, schema.get("items", {}), at)
            if wrong:
                return wrong
    if isinstance(value, dict):
        return check_object(value, schema, at)
    return None


def check_object(value, schema, at):
    for name in schema.get("required", []):
        if name not in value:
            return f"{at}: {name} is missing in {value!r}"
    for name, one in value.items():
        seen.add((at, "." + name))
        if name in schema.get("properties", {}):
            wrong = check(one, schema["properties"][name], f"{at}/{name}")
            if wrong:
                return wrong
        elif schema.get("additionalProperties", True) is False:
            return f"{at}: nothing says what {name} is"
    return None


# Only a shell whose own script comes through a pipe has this one; tests/install/transparency.bats sees it refused.
ELSEWHERE = {("/effect/what", "stdin-script")}


def expected():
    """All that must have occurred."""
    effect = root["$defs"]["effect"]["properties"]
    for name, schema in effect.items():
        yield "/effect", "." + name
        for one in schema.get("enum", []):
            yield f"/effect/{name}", one
    for one in root["$defs"]["seen"]["properties"]["status"]["enum"]:
        yield "/seen/status", one


n = 0
for line in sys.stdin:
    n += 1
    wrong = check(json.loads(line), root, "")
    print(f"{'not ok' if wrong else 'ok'} {n} - fits the schema{': ' + wrong if wrong else ''}")
for at, what in expected():
    if (at, what) in ELSEWHERE:
        continue
    n += 1
    print(f"{'ok' if (at, what) in seen else 'not ok'} {n} - occurs: {at} {what}")
print(f"1..{n}")
