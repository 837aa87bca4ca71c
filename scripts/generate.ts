/** Writes the generated files. With `--check`, fails if one of them is out of date. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ErrorCode } from "../core/base/errors.ts";
import { errors } from "../core/base/errors.ts";
import { fileOf, INDEX, pageOf } from "../core/http/errorPages/page.ts";
import { apiTypes } from "../dashboard/apiTypes.ts";
import { architecture } from "./architecture.ts";
import { answersFor, withDigests } from "./changelog.ts";
import { withCosts, withFeedReaderCosts, withPriceLine } from "./costs.ts";
import { withEventSamples } from "./eventSamples.ts";
import { errorFacts, openApiDocument } from "./openapi/document.ts";
import { EXAMPLE_ORIGIN } from "./openapi/errors.ts";
import { guideForm, newestForm } from "./openapi/forms.ts";
import { eventSchema } from "./openapi/schemas.ts";
import { timezones } from "./timezones.ts";

// The samples' `livemode` depends on the stage.
process.env.STAGE ??= "none";

const urlOf = (name: string): URL => new URL(`../${name}`, import.meta.url);
const read = (name: string): string => readFileSync(urlOf(name), "utf8");
const ERROR_PAGES = urlOf("docs/errors/");
const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
const document = openApiDocument(guideForm);
const facts = errorFacts();
const pageNames = [INDEX, ...(Object.keys(errors) as ErrorCode[])] as const;
const errorPages = pageNames.flatMap((name) =>
  (["en", "es"] as const).map((language) => [
    `docs/errors/${fileOf(name, language)}`,
    pageOf(name, language, EXAMPLE_ORIGIN, facts),
  ]),
);
const files: Record<string, string> = {
  "openapi.json": json(document),
  "openapi.v1.json": json(openApiDocument(newestForm)),
  "dashboard/src/api/schema.ts": await apiTypes(document),
  "docs/events.schema.json": json({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Change event",
    ...eventSchema(),
  }),
  "docs/stored-items.json": execFileSync(process.execPath, [fileURLToPath(urlOf("scripts/storedItems.ts"))], {
    encoding: "utf8",
  }),
  "docs/images/architecture.svg": await architecture(),
  "README.md": withPriceLine(read("README.md"), "en"),
  "README.es.md": withPriceLine(read("README.es.md"), "es"),
  "docs/deploy.md": withCosts(read("docs/deploy.md"), "en"),
  "docs/deploy.es.md": withCosts(read("docs/deploy.es.md"), "es"),
  "docs/events.md": withFeedReaderCosts(withEventSamples(read("docs/events.md")), "en"),
  "docs/events.es.md": withFeedReaderCosts(withEventSamples(read("docs/events.es.md")), "es"),
  "core/http/errorPages/facts.json": json(facts),
  "core/customers/timezones.json": json(timezones()),
  ...Object.fromEntries(errorPages),
};

const changelog = withDigests(read("CHANGELOG.md"), files);
files["CHANGELOG.md"] = changelog.text;
for (const section of changelog.unsaid) {
  const names = answersFor[section]?.join(" or ");
  console.error(
    `${names} has changed. Say what in CHANGELOG.md, newest entry, "### ${section}"; then: npm run generate`,
  );
  process.exitCode = 1;
}

// Pages of codes that no longer exist.
const gone = readdirSync(ERROR_PAGES).filter((file) => !(`docs/errors/${file}` in files));

if (process.argv.includes("--check")) {
  const stale = Object.entries(files).filter(([name, content]) => !existsSync(urlOf(name)) || read(name) !== content);
  for (const name of [...stale.map(([name]) => name), ...gone.map((file) => `docs/errors/${file}`)]) {
    console.error(`${name} is out of date. Run: npm run generate`);
    process.exitCode = 1;
  }
} else {
  for (const [name, content] of Object.entries(files)) writeFileSync(urlOf(name), content);
  for (const file of gone) rmSync(new URL(file, ERROR_PAGES));
}
