/** What the rows of infra/routes.ts grant. */
import type { Route } from "../routes.ts";
import type { Tables } from "./tables.ts";

type Statement = sst.aws.FunctionPermissionArgs;

/** Exactly the row's permissions, and reading API keys. */
export function permissionsOf(route: Route, tables: Tables): Statement[] {
  const { scope, customers = {}, organizations = [], events = [], search = [], subscriptions = {} } = route;
  const dynamodb = (actions: readonly string[], resources: $util.Input<string>[]): Statement[] =>
    actions.length > 0 && resources.length > 0
      ? [{ actions: actions.map((action) => `dynamodb:${action}`), resources }]
      : [];
  const indexesOf = (table: sst.aws.Dynamo, indexes: readonly string[] = []) =>
    indexes.map((index) => $interpolate`${table.arn}/index/${index}`);
  return [
    ...dynamodb(scope === "none" ? [] : ["GetItem", ...organizations], [tables.organizations.arn]),
    ...dynamodb(customers.table ?? [], [tables.customers.arn]),
    ...dynamodb(["Query"], indexesOf(tables.customers, customers.indexes)),
    ...dynamodb(events, [tables.events.arn]),
    ...(route.waits ? [takeSlots(tables)] : []),
    ...(route.redrives ? [moveMarkers(tables)] : []),
    ...dynamodb(search, [tables.search.arn]),
    ...dynamodb(subscriptions.table ?? [], [tables.subscriptions.arn]),
    ...dynamodb(["Query"], indexesOf(tables.subscriptions, subscriptions.indexes)),
  ];
}

/** Of the events table, a reader writes the items of core/events/waiting/store.ts alone. */
const takeSlots = (tables: Tables): Statement => ({
  actions: ["dynamodb:PutItem", "dynamodb:DeleteItem"],
  resources: [tables.events.arn],
  conditions: [{ test: "ForAllValues:StringEquals", variable: "dynamodb:LeadingKeys", values: ["feed-slots"] }],
});

/** Of the events table, a redrive writes the flags and markers of core/events/parking/store.ts alone. */
const moveMarkers = (tables: Tables): Statement => ({
  actions: ["dynamodb:UpdateItem", "dynamodb:DeleteItem"],
  resources: [tables.events.arn],
  conditions: [{ test: "ForAllValues:StringLike", variable: "dynamodb:LeadingKeys", values: ["flags", "parked#*"] }],
});
