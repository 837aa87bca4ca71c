/** Settings of a resource, by names that people read, from the code or from AWS. */
export type Settings = Readonly<Record<string, string | number | boolean | undefined>>;

/** Settings with this at the start of their names are compared, and never shown: some of them are secret. */
export const VARIABLE = "the variable ";

/** What differs, e.g. `timeout is 3, not 15`. */
export function differences(code: Settings, deployed: Settings): string[] {
  const names = [...new Set([...Object.keys(code), ...Object.keys(deployed)])];
  return names
    .filter((name) => code[name] !== deployed[name])
    .map((name) => {
      if (!name.startsWith(VARIABLE)) return `${name} is ${deployed[name] ?? "none"}, not ${code[name] ?? "none"}`;
      if (deployed[name] === undefined) return `${name} is missing`;
      return code[name] === undefined ? `${name} is not the code's` : `${name} has another value`;
    });
}

/** How a stage comes back to the code's settings, whether a deployment is missing or somebody changed it by hand. */
export const deploySentence = (stage: string): string =>
  `Deploy the code: npx sst refresh --stage ${stage}, then npx sst deploy --stage ${stage}.`;
