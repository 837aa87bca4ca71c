"""Holds answers against the types of the newest SDK: each field of its dataclasses says what it is called on the wire
(`wire_name`), whether an answer must have it (`required`), and its type. Reads lists of {method, path, body} from stdin,
as JSON under a name each, and writes under the same names what their answers lack."""

import json
import re
import sys
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from commet import types

# As commet/resources/*.py reads them. The first that fits counts.
TYPES = {
    "POST /customers/batch": types.CustomerBatch,
    "POST /customers": types.Customer,
    "GET /customers": types.CustomersListResult,
    "GET /customers/ID": types.Customer,
    "PUT /customers/ID": types.Customer,
    "PATCH /customers/ID": types.Customer,
    "GET /plans": types.PlansListResult,
    "GET /plans/ID": types.Plan,
    "POST /subscriptions": types.CreatedSubscription,
    "POST /subscriptions/ID/cancel": types.Subscription,
    "GET /subscriptions/active": types.Subscription | None,
    "GET /subscriptions": types.SubscriptionsListResult,
    "GET /subscriptions/ID": types.Subscription,
}
hints_of = lru_cache(None)(get_type_hints)


def problems(expected, value, at):
    """What of a value does not fit its type."""
    kind, arguments = get_origin(expected), get_args(expected)
    if kind in (Union, UnionType):
        fitting = [one for one in arguments if one is not type(None) or value is None]
        return min((problems(one, value, at) for one in fitting), key=len)
    if kind is list and isinstance(value, list):
        return [problem for item in value for problem in problems(arguments[0], item, f"{at}[]")]
    if is_dataclass(expected) and isinstance(value, dict):
        at = at or expected.__name__
        return [problem for field in fields(expected) for problem in field_problems(expected, field, value, at)]
    return [] if is_plain(expected, kind, arguments, value) else [f"{at} is {json.dumps(value)[:100]}, not {expected}"]


def field_problems(owner, field, value, at):
    name = field.metadata["wire_name"]
    if name in value:
        return problems(hints_of(owner)[field.name], value[name], f"{at}.{name}")
    return [f"{at}.{name} is missing"] if field.metadata["required"] else []


def is_plain(expected, kind, arguments, value):
    if kind is Literal:
        return value in arguments
    if kind is dict:
        return isinstance(value, dict)
    if not isinstance(expected, type):
        return expected is Any
    if issubclass(expected, Enum):
        return value in [member.value for member in expected]
    if expected in (int, float):
        return isinstance(value, (int, expected)) and not isinstance(value, bool)
    return isinstance(value, expected)


def problems_of_answer(method, path, body):
    for request, expected in TYPES.items():
        if re.fullmatch(request.replace("ID", "[^/]+"), f"{method} {path}"):
            return [f"{request}: {problem}" for problem in problems(expected, body, "")]
    return [f"{method} {path}: no type is known"]


def lacking(answers):
    return sorted({problem for answer in answers for problem in problems_of_answer(**answer)})


json.dump({name: lacking(answers) for name, answers in json.load(sys.stdin).items()}, sys.stdout)
