/** Types of resources that are not AWS's: random values, and commands on this machine. */
import { exec } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { promisify } from "node:util";
import type { Inputs, ResourceType, ResourceTypes } from "../../stage/resources/resourceType.ts";

const bytes: ResourceType = {
  create: async ({ length }) => {
    const value = randomBytes(length);
    return { id: value.toString("base64"), outputs: { base64: value.toString("base64"), hex: value.toString("hex") } };
  },
};

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Without special characters, which no password of ours has. */
const password: ResourceType = {
  create: async ({ length }) => {
    const result = Array.from({ length }, () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]).join("");
    return { id: "none", outputs: { result } };
  },
};

const run = async (command: string, { dir, environment }: Inputs): Promise<{ stdout: string; stderr: string }> =>
  promisify(exec)(command, { cwd: dir, env: { ...process.env, ...environment }, encoding: "utf8" });

const command: ResourceType = {
  create: async (inputs, _clients, name) => ({ id: name, outputs: await run(inputs.create, inputs) }),
  changeable: ["create", "update", "triggers", "environment", "dir"],
  change: (inputs) => run(inputs.update ?? inputs.create, inputs),
};

export const localTypes: ResourceTypes = {
  "random:index/randomBytes:RandomBytes": bytes,
  "random:index/randomPassword:RandomPassword": password,
  "command:local:Command": command,
};
