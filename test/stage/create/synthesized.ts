/** A synthesized stage's resources, as far as AWS's provider would make them. */
import type { Resource } from "../../../synth/synthesize.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs of every resource type of AWS
export type Inputs = any;

export interface Named {
  /** Pulumi's name, unique for its type. */
  name: string;
  inputs: Inputs;
}

/**
 * What no test of a stage makes. CloudFront, and what is behind it: the emulator runs no function with a key-value store.
 * The rest only groups, or runs while a stage is deployed.
 */
const LEFT_OUT = /^(sst:|pulumi:|pulumi-nodejs:|random:|command:|aws:cloudfront\/)/;

export class Synthesized {
  readonly #resources: readonly Resource[];
  readonly #made = new Set<string>();
  /** What AWS answered, by the text that stands in its place in the synthesized inputs. */
  readonly #answers = new Map<string, string>();

  constructor(resources: readonly Resource[]) {
    this.#resources = resources.filter(({ lookedUp, type }) => lookedUp === undefined && !LEFT_OUT.test(type));
  }

  /** AWS chose a value that the synthesis cannot know. */
  answered(synthesized: string, value: string | undefined): void {
    if (value === undefined) throw new Error(`AWS gave nothing for ${synthesized}`);
    this.#answers.set(synthesized, value);
  }

  /** The resources of a type, e.g. `sqs/queue:Queue`, with what AWS answered so far. */
  of(type: string): Named[] {
    this.#made.add(`aws:${type}`);
    return this.#resources
      .filter((resource) => resource.type === `aws:${type}`)
      .map(({ name, inputs }) => ({ name, inputs: this.resolved(inputs) }));
  }

  /** A value with what AWS answered so far. */
  resolved(value: Inputs): Inputs {
    if (Array.isArray(value)) return value.map((item) => this.resolved(item));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolved(item)]));
    if (typeof value !== "string") return value;
    return [...this.#answers].reduce((text, [synthesized, answer]) => text.replaceAll(synthesized, answer), value);
  }

  /** The types that nobody asked for: a new one needs code that makes it. */
  forgotten(): string[] {
    return [...new Set(this.#resources.map(({ type }) => type))].filter((type) => !this.#made.has(type));
  }
}

/** With the names of AWS's API, which are those of the provider but for the first letter. */
export function pascal(value: Inputs): Inputs {
  if (Array.isArray(value)) return value.map(pascal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.charAt(0).toUpperCase() + key.slice(1), pascal(inner)]),
  );
}
