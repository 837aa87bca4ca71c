"""Makes calls with an SDK for Python: `python.py PROGRAM`, where the program is the one of docs/sdks.md, which is run as
it is written. When that is done it writes {}; then it reads calls from stdin, a line of JSON each, and answers with
another."""

import contextlib
import functools
import io
import json
import os
import re
import sys
from dataclasses import fields, is_dataclass

with open(sys.argv[1]) as program, contextlib.redirect_stdout(io.StringIO()):
    documented = {}
    exec(program.read(), documented)


def snake(name):
    return re.sub("([A-Z])", r"_\1", name).lower()


def camel(name):
    return re.sub("_(.)", lambda letter: letter[1].upper(), name)


def in_snake_case(value):
    if isinstance(value, list):
        return [in_snake_case(item) for item in value]
    return {snake(name): in_snake_case(item) for name, item in value.items()} if isinstance(value, dict) else value


def plain(value):
    """The SDK's dataclasses as JSON, named as on the wire."""
    if is_dataclass(value):
        return {camel(field.name): getattr(value, field.name) for field in fields(value)}
    return str(value)


@functools.cache
def client(key):
    commet = documented["Commet"](api_key=key)
    documented["point_to"](commet, os.environ["CLIENTELA_URL"])
    return commet


def call(commet, path, *args):
    resource, method = path.split(".")
    positional = [in_snake_case(arg) if isinstance(arg, list) else arg for arg in args if not isinstance(arg, dict)]
    by_name = {name: value for arg in args if isinstance(arg, dict) for name, value in in_snake_case(arg).items()}
    return getattr(getattr(commet, resource), method)(*positional, **by_name)


def run(commet, code, variable, variables):
    """Runs a snippet as it is, and returns what it assigns to a variable."""
    exec(code, {"commet": commet}, variables)
    return variables.get(variable)


print("{}", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    try:
        commet = client(asked["key"])
        value = run(commet, *asked["run"]) if "run" in asked else call(commet, *asked["call"])
        answer = {"value": value}
    except Exception as error:
        its_own = {camel(name): value for name, value in vars(error).items()}
        answer = {"error": {**its_own, "name": type(error).__name__, "message": str(error)}}
    print(json.dumps(answer, default=plain), flush=True)
