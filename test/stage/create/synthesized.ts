/** A synthesized stage's resources, as far as AWS's provider would make them. */
import { createdResource } from "../../../synth/mocks.ts";
import type { Resource } from "../../../synth/synthesize.ts";
import type { Inputs, Made } from "../resources/resourceType.ts";

/** A resource to be made. */
export interface Planned {
  /** Pulumi's name, unique for its type. */
  name: string;
  inputs: Inputs;
  /** Its id and its outputs in the synthesis, which others' inputs may have in them. */
  mocked: Record<string, string>;
}

/**
 * What no test of a stage makes. CloudFront, and what is behind it: the emulator runs no function with a key-value store.
 * The rest only groups, or runs while a stage is deployed.
 */
const LEFT_OUT = /^(sst:|pulumi:|pulumi-nodejs:|random:|command:|aws:cloudfront\/)/;

export class Synthesized {
  readonly #resources: readonly Resource[];
  readonly #made = new Set<string>();
  /** What AWS answered, by the text that the synthesis has in its place. */
  readonly #answers = new Map<string, string>();

  constructor(resources: readonly Resource[]) {
    this.#resources = resources.filter(({ lookedUp, type }) => lookedUp === undefined && !LEFT_OUT.test(type));
  }

  /** AWS chose values that the synthesis cannot know. @throws Error when nothing made the resource */
  answered(mocked: Planned["mocked"], made: Made | undefined): void {
    if (!made) throw new Error(`Nothing in test/stage/resources makes ${mocked.id}`);
    for (const [name, value] of Object.entries({ ...made.outputs, id: made.id })) {
      const known = mocked[name];
      if (known !== undefined && value !== undefined && known !== value) this.#answers.set(known, value);
    }
  }

  /** The resources of a type, e.g. `sqs/queue:Queue`, with what AWS answered so far. */
  of(type: string): Planned[] {
    this.#made.add(`aws:${type}`);
    return this.#resources
      .filter((resource) => resource.type === `aws:${type}`)
      .map((resource) => {
        const { id, state } = createdResource(resource);
        return { name: resource.name, inputs: this.resolved(resource.inputs), mocked: { ...texts(state), id } };
      });
  }

  /** A value with what AWS answered so far. */
  resolved(value: Inputs): Inputs {
    if (Array.isArray(value)) return value.map((item) => this.resolved(item));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolved(item)]));
    if (typeof value !== "string") return value;
    return [...this.#answers].reduce((text, [mocked, answer]) => text.replaceAll(mocked, answer), value);
  }

  /** The types that nobody asked for: a new one needs code that makes it. */
  forgotten(): string[] {
    return [...new Set(this.#resources.map(({ type }) => type))].filter((type) => !this.#made.has(type));
  }
}

/** A resource's outputs, as far as they are texts. */
const texts = (outputs: object): Record<string, string> =>
  Object.fromEntries(Object.entries(outputs).filter(([, value]) => typeof value === "string"));
