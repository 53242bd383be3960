# SPDX-License-Identifier: ISC
# usage: validate.py SCHEMA FILE...: each line against the schema. Lines of the
# same shape (members and their types) are tried three times, not each.
import collections
import json
import sys

import jsonschema


def shape(v):
    if isinstance(v, dict):
        return tuple((k, v[k] if k == "kind" else shape(v[k])) for k in v)
    return type(v).__name__


schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
seen = collections.Counter()
kinds = collections.Counter()
lines = wrong = 0
for name in sys.argv[2:]:
    for line in open(name, "rb"):
        record = json.loads(line)
        lines += 1
        kinds[record.get("kind")] += 1
        key = shape(record)
        seen[key] += 1
        if seen[key] > 3:
            continue
        for e in validator.iter_errors(record):
            wrong += 1
            print("%s: %s: %s\n  %s" % (name, "/".join(map(str, e.path)),
                                       e.message, line.decode()))
print("%d records of %d shapes, %d wrong; kinds: %s" %
      (lines, len(seen), wrong, " ".join(sorted(map(str, kinds)))))
sys.exit(wrong != 0)
