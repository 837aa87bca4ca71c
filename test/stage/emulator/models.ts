/**
 * AWS's own models of its services, as botocore ships them. The SDK sends what breaks a pattern, a length, a range or an
 * enumeration, and the emulator takes it; AWS refuses it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

interface Shape {
  type: string;
  members?: Record<string, { shape: string }>;
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
  required?: string[];
  enum?: string[];
  pattern?: string;
  min?: number;
  max?: number;
}

interface Model {
  shapes: Record<string, Shape>;
  operations: Record<string, { input?: { shape: string } }>;
}

/** What is wrong with an operation's input, a line a problem, e.g. `lambda CreateFunction.Timeout: 901 is above 900`. */
export type Inspect = (service: string, operation: string, input: unknown) => string[];

/** @param folder of botocore's data: a folder a service, in it one a version */
export function serviceModels(folder: string): Inspect {
  const models = new Map<string, Model>();
  const modelOf = (service: string): Model => {
    const model = models.get(service) ?? read(join(folder, service));
    models.set(service, model);
    return model;
  };
  return (service, operation, input) => {
    const { operations, shapes } = modelOf(service);
    const name = operations[operation]?.input?.shape;
    if (!name) throw new Error(`The model of ${service} has no ${operation}`);
    return problemsOf(shapes, name, input, `${service} ${operation}`);
  };
}

function read(folder: string): Model {
  const newest = readdirSync(folder).sort().at(-1) ?? "";
  return JSON.parse(gunzipSync(readFileSync(join(folder, newest, "service-2.json.gz"))).toString());
}

function problemsOf(shapes: Model["shapes"], name: string, value: unknown, path: string): string[] {
  const shape = shapes[name];
  if (!shape) throw new Error(`The model has no shape ${name}`);
  const inner = (ref: { shape: string } | undefined, part: unknown, at: string) =>
    ref ? problemsOf(shapes, ref.shape, part, `${path}${at}`) : [];
  switch (shape.type) {
    case "structure":
      return structureProblems(shape, value as Record<string, unknown>, path, inner);
    case "list": {
      const items = value as unknown[];
      return [
        ...outside(shape, items.length, `${path} of so many items:`),
        ...items.flatMap((item, index) => inner(shape.member, item, `[${index}]`)),
      ];
    }
    case "map":
      return Object.entries(value as object).flatMap(([key, item]) => [
        ...inner(shape.key, key, ` key ${key}`),
        ...inner(shape.value, item, `.${key}`),
      ]);
    case "string":
      return typeof value === "string" ? textProblems(shape, value, path) : [`${path}: ${typeof value} is no text`];
    case "integer":
    case "long":
    case "double":
    case "float":
      return typeof value === "number" ? outside(shape, value, path) : [`${path}: ${typeof value} is no number`];
    case "boolean":
      return typeof value === "boolean" ? [] : [`${path}: ${typeof value} is no boolean`];
    default:
      return [];
  }
}

function structureProblems(
  { members = {}, required = [] }: Shape,
  value: Record<string, unknown>,
  path: string,
  inner: (ref: { shape: string } | undefined, part: unknown, at: string) => string[],
): string[] {
  const stated = Object.entries(value).filter(([, part]) => part !== undefined);
  return [
    ...required.filter((name) => value[name] === undefined).map((name) => `${path}.${name} is missing`),
    // The SDK leaves these out without a word.
    ...stated.filter(([name]) => !members[name]).map(([name]) => `${path}.${name} is unknown`),
    ...stated.flatMap(([name, part]) => inner(members[name], part, `.${name}`)),
  ];
}

function textProblems(shape: Shape, text: string, path: string): string[] {
  const { enum: allowed, pattern } = shape;
  return [
    ...(allowed && !allowed.includes(text) ? [`${path}: ${text} is none of ${allowed.join(", ")}`] : []),
    ...(pattern && !expression(pattern).test(text) ? [`${path}: ${text} does not match ${pattern}`] : []),
    ...outside(shape, text.length, `${path} of length`),
  ];
}

const outside = ({ min = -Infinity, max = Infinity }: Shape, size: number, path: string): string[] => [
  ...(size < min ? [`${path} ${size} is below ${min}`] : []),
  ...(size > max ? [`${path} ${size} is above ${max}`] : []),
];

/** AWS writes patterns for Java. Those with classes of Unicode need our strict syntax, which has no needless escapes. */
function expression(pattern: string): RegExp {
  const ours = pattern
    .replaceAll("\\p{Alnum}", "A-Za-z0-9")
    .replaceAll("\\p{Print}", "[ -~]")
    .replaceAll("\\p{Graph}", "[!-~]");
  return ours.includes("\\p{")
    ? new RegExp(`^(?:${ours.replaceAll(/\\([^\w\s^$\\.*+?()[\]{}|/-])|\\(_)/g, "$1$2")})$`, "su")
    : new RegExp(`^(?:${ours})$`, "s");
}
