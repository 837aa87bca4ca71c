import { describe, expect, test } from "vitest";
import { prices } from "../../infra/prices.ts";
import { routes } from "../../infra/routes.ts";
import { stage } from "./stages.ts";

const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";
const production = stage("production");

interface Widget {
  properties: { title: string; region: string; period: number; metrics: (string | Record<string, unknown>)[][] };
}

const widgetsOf = (name: string): Widget[] => {
  const found = production.all(DASHBOARD).find(({ inputs }) => inputs.dashboardName === `clientela-production-${name}`);
  return JSON.parse(found?.inputs.dashboardBody).widgets;
};
const metricsOf = (name: string) =>
  widgetsOf(name).flatMap(({ properties }) =>
    properties.metrics.filter(([namespace]) => typeof namespace === "string"),
  );

/** A metric's options come last. */
function optionsOf(metric: (string | Record<string, unknown>)[] = []): Record<string, unknown> {
  const last = metric.at(-1);
  return typeof last === "object" ? last : {};
}

describe("The dashboards of CloudWatch", () => {
  test("are two, of a stage that has alarms, and within what AWS gives for nothing", () => {
    expect(production.all(DASHBOARD)).toHaveLength(2);
    expect(stage("jay").all(DASHBOARD)).toEqual([]);
    for (const name of ["api", "data"]) expect(metricsOf(name).length).toBeLessThanOrEqual(50);
  });

  test("in a further region have it in their names, because an account has them in no region", () => {
    const names = stage("shop")
      .all(DASHBOARD)
      .map(({ inputs }) => inputs.dashboardName);
    expect(names).toEqual(["clientela-shop-us-east-1-api", "clientela-shop-us-east-1-data"]);
  });

  test("show the latency of each operation but the one that waits for as long as it is asked to", () => {
    const shown = metricsOf("api").filter(([, name]) => name === "Duration");
    const expected = [
      ...routes.map(({ operation }) => operation).filter((operation) => operation !== "listEvents"),
      "unmatchedRequest",
    ];
    expect(shown.map(([, , , fn]) => fn)).toEqual(expected.map((file) => production.functionOf(file).inputs.name));
  });

  test("show no metric of ours but the one that is always there", () => {
    const ours = [...metricsOf("api"), ...metricsOf("data")].filter(([namespace]) => namespace === "Clientela");
    expect(ours.map(([, name]) => name)).toEqual(["subscribersWithParked"]);
  });

  test("add up a day's cost as units times prices", () => {
    const chart = widgetsOf("data").find(({ properties }) => properties.title.startsWith("Dollars a day"));
    const [sum, ...terms] = chart?.properties.metrics ?? [];
    const pricesById = Object.fromEntries(
      String(optionsOf(sum).expression)
        .split("+")
        .map((term) => /^FILL\((m\d+),0\)\*([\d.]+)$/.exec(term)?.slice(1) ?? []),
    );
    const search = production.one("aws:dynamodb/table:Table", "SearchTable").inputs.name;
    const priceOf = (...words: string[]) =>
      terms
        .filter((term) => words.every((word) => term.includes(word)))
        .map((term) => Number(pricesById[String(optionsOf(term).id)]) * 1e6);
    const perMillion = (price: number) => expect.closeTo(price * 1e6, 4);
    expect(priceOf("AWS/ApiGateway", "Count")).toEqual([perMillion(prices.apiRequest)]);
    expect(priceOf("AWS/Lambda", "Invocations")).toEqual([perMillion(prices.functionRequest)]);
    expect(priceOf("ConsumedWriteCapacityUnits", search)).toEqual([perMillion(prices.infrequent.writeUnit)]);
    expect(priceOf("ConsumedReadCapacityUnits", "GlobalSecondaryIndexName")).toEqual(
      Array(3).fill(perMillion(prices.readUnit)),
    );
    expect(Object.keys(pricesById)).toHaveLength(terms.length);
  });
});
