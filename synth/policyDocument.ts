/** IAM policies as AWS's Terraform provider writes them from what a program states: what IAM gets. */

interface PolicyStatement {
  sid?: string;
  effect?: string;
  actions?: string[];
  resources?: string[];
  principals?: { type: string; identifiers: string[] }[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

type Values = Record<string, unknown>;

/** The outputs of `aws.iam.getPolicyDocument`. SST creates an inline policy if there are statements. */
export function policyDocument(inputs: Values): Values {
  const statements = (inputs.statements ?? []) as PolicyStatement[];
  return {
    statements: statements.length > 0 ? statements : undefined,
    json: JSON.stringify({ Version: "2012-10-17", Statement: statements.map(statementOf) }),
  };
}

/** Without what is not stated: `JSON.stringify` leaves that out. */
const statementOf = ({ sid, effect = "Allow", actions, resources, principals, conditions }: PolicyStatement) => ({
  Sid: sid || undefined,
  Effect: effect,
  Action: oneOrMore(actions),
  Resource: oneOrMore(resources),
  Principal: principalsOf(principals),
  Condition: conditionsOf(conditions),
});

/** `"*"` for anybody, else identifiers by type. */
function principalsOf(principals: PolicyStatement["principals"] = []): unknown {
  if (principals.some(({ type }) => type === "*")) return "*";
  if (principals.length === 0) return undefined;
  return Object.fromEntries(principals.map(({ type, identifiers }) => [type, oneOrMore(identifiers)]));
}

/** Values by variable by operator. */
function conditionsOf(conditions: PolicyStatement["conditions"] = []): unknown {
  const byTest: Record<string, Values> = {};
  for (const { test, variable, values } of conditions) {
    byTest[test] ??= {};
    byTest[test][variable] = oneOrMore(values);
  }
  return conditions.length === 0 ? undefined : byTest;
}

const oneOrMore = (values: string[] | undefined): unknown => (values?.length === 1 ? values[0] : values);
