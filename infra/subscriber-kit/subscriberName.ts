/** Names that parts of a stage have, without hyphens, so that its queues cannot have them. */
const TAKEN = [
  "alarms",
  "api",
  "app",
  "budget",
  "canary",
  "canarykey",
  "customers",
  "dashboard",
  "dashboardassets",
  "events",
  "failures",
  "operator",
  "organizations",
  "search",
  "setupcanary",
  "subscriptions",
];

/** What is wrong with a subscriber's name, and what to do; undefined when it is good. */
export function subscriberNameProblem(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    return `"${name}" must begin with a lower-case letter and have only those, digits and single hyphens between them`;
  if (TAKEN.includes(name.replaceAll("-", "")))
    return `"${name}" is the name of another part of Clientela: take another one`;
  if (name === "dlq" || name.endsWith("-dlq"))
    return `"${name}" must not end in dlq, because dead-letter queues do: take another name`;
  if (name === "tail" || name.startsWith("tail-"))
    return `"${name}" must not begin with tail, because the queues of events tail do: take another name`;
  return undefined;
}
