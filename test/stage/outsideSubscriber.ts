/** A team that receives the person's stage's events in another account. */

export const TEAM_ACCOUNT = "210987654321";

/** As infra/subscriber-kit names it. */
export const externalQueue = {
  arn: `arn:aws:sqs:us-east-1:${TEAM_ACCOUNT}:crm-jay.fifo`,
  url: `https://sqs.us-east-1.amazonaws.com/${TEAM_ACCOUNT}/crm-jay.fifo`,
};

/** The project's subscribers, and the team. */
export const withTeam = {
  "infra/subscribers.ts": `
    export const subscribers = [
      { name: "audit", events: "all" },
      { name: "billing", events: ["customer.created", "customer.archived"] },
      { name: "crm", events: ["customer.archived"], external: { jay: ${JSON.stringify(externalQueue)} } },
    ];
    export const queueNames = ({ name }) => ({ queue: name + ".fifo", deadLetterQueue: name + "-dlq.fifo" });`,
};
