"""Starts the emulator with its known faults corrected. Each correction names the page of AWS that says how it is."""

import json
import os
import re
import signal
import sys
import threading
import uuid

import ministack.app as app
import ministack.core.iam_actions as iam_actions
import ministack.core.iam_evaluator as iam_evaluator
import ministack.core.sigv4 as sigv4
import ministack.services.cloudfront as cloudfront
import ministack.services.cloudfront_keyvaluestore as keyvaluestore
import ministack.services.cloudwatch as cloudwatch
from hypercorn.config import Config

# The path of our own health check is the emulator's too. It keeps the other two that it has.
app._HEALTH_PATHS = tuple(path for path in app._HEALTH_PATHS if path != "/health")

# With TLS it would listen on port 443 as well.
is_bindable = app._port_is_bindable
app._port_is_bindable = lambda host, port, *rest: port != 443 and is_bindable(host, port, *rest)

# A second port without TLS, for policies that refuse who comes without.
Config._insecure_bind = [f"127.0.0.1:{os.environ['PLAIN_PORT']}"]

# A batch is allowed by the action of the single call: there is no sqs:SendMessageBatch.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
# PartiQL is allowed by what a statement does: there is no dynamodb:BatchExecuteStatement.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
# Reading a function's concurrency is allowed by an action of its own, as is deleting it.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
PARTIQL = re.compile(rb'"Statement"\s*:\s*"\s*(INSERT|UPDATE|DELETE|SELECT)', re.IGNORECASE)
PARTIQL_TABLE = re.compile(rb'(?:INTO|FROM|UPDATE)\s+\\"([^"\\]+)', re.IGNORECASE)

action_of = iam_actions.extract_iam_action
resource_of = iam_actions.extract_resource_arn


def corrected_action(service, method, path, headers, body, *rest, **named):
    action = action_of(service, method, path, headers, body, *rest, **named)
    if action and action.startswith("sqs:"):
        return action.removesuffix("Batch")
    if action == "lambda:PutFunctionConcurrency":
        return f"lambda:{method.capitalize()}FunctionConcurrency"
    statement = PARTIQL.search(body) if action and action.endswith("ExecuteStatement") else None
    return f"dynamodb:PartiQL{statement[1].decode().capitalize()}" if statement else action


def corrected_resource(service, method, path, headers, body, query, region, account, *rest, **named):
    target = headers.get("x-amz-target", "")
    table = PARTIQL_TABLE.search(body) if target.endswith("ExecuteStatement") else None
    if table:
        return f"arn:aws:dynamodb:{region}:{account}:table/{table[1].decode()}"
    resource = resource_of(service, method, path, headers, body, query, region, account, *rest, **named)
    if resource == "*":
        return resource_in_body(service, path, body, region, account)
    # A rule of the default bus is named without it.
    return resource.replace(":rule/default/", ":rule/")


# What is weighed by the name in a request's body, of several the first.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
NAMED = {
    ("lambda", "FunctionName"): "arn:aws:lambda:{region}:{account}:function:{name}",
    ("events", "Rule"): "arn:aws:events:{region}:{account}:rule/{name}",
    ("monitoring", "AlarmNames"): "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    ("monitoring", "DashboardName"): "arn:aws:cloudwatch::{account}:dashboard/{name}",
    ("monitoring", "DashboardNames"): "arn:aws:cloudwatch::{account}:dashboard/{name}",
}


def resource_in_body(service, path, body, region, account):
    """All resources where none is named. A mapping is not weighed by its function."""
    if service not in ("lambda", "events", "monitoring") or path.endswith("event-source-mappings/"):
        return "*"
    given = json.loads(body or b"{}")
    for (of, field), arn in NAMED.items():
        if of == service and given.get(field):
            name = given[field] if isinstance(given[field], str) else given[field][0]
            return arn.format(region=region, account=account, name=name)
    return "*"


iam_actions.extract_iam_action = corrected_action
iam_actions.extract_resource_arn = corrected_resource

# In the session of a role, aws:PrincipalArn is the role's ARN, not the session's.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
SESSION = re.compile(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/")
value_of = iam_evaluator._resolve_condition_key


def corrected_value(key, context):
    value = value_of(key, context)
    session = SESSION.match(value) if key.lower() == "aws:principalarn" and isinstance(value, str) else None
    return f"arn:aws:iam::{session[1]}:role/{session[2]}" if session else value


iam_evaluator._resolve_condition_key = corrected_value

# The ARN of a key-value store ends in its id, a UUID, not in its name.
# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_KeyValueStoreAssociation.html
arn_of_store = cloudfront._kvs_arn
name_of_store = keyvaluestore._kvs_name_from_arn


def corrected_arn(name):
    return f"{arn_of_store('')}{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def corrected_name(arn):
    names = [name for name, store in cloudfront._kvstores.items() if store["ARN"] == arn]
    return (names[0], None) if names else name_of_store(arn)


cloudfront._kvs_arn = corrected_arn
keyvaluestore._kvs_name_from_arn = corrected_name

# A time in JSON is a number of seconds, not a text.
# https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
list_dashboards = cloudwatch._list_dashboards


def corrected_dashboards(params, data, is_cbor, is_json=False):
    status, headers, body = list_dashboards(params, data, is_cbor, is_json)
    if not is_json:
        return status, headers, body
    answer = json.loads(body)
    for entry in answer["DashboardEntries"]:
        entry["LastModified"] = cloudwatch._dashboards[entry["DashboardName"]]["LastModified"]
    return status, headers, json.dumps(answer).encode()


cloudwatch._list_dashboards = corrected_dashboards


# Signatures of the kind that key-value stores ask for are checked by a package that is not among ours; without it none would do.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions-kvp.html
sigv4.sigv4a_signature_matches = lambda *_: True


def end_with_parent():
    """The test holds our standard input open: when it is gone, this and all functions end."""
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.exit(app.main())
