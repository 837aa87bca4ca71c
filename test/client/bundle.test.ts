import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("A browser's bundle that creates, updates and lists has less than 12 KB", async () => {
  const contents = `
    import { Clientela } from "@clientela/client";
    const clientela = new Clientela({ baseUrl: location.origin, apiKey: prompt("key") });
    const created = await clientela.customers.create({ email: "a@acme.com" });
    await clientela.customers.update({ customerId: created.data.id, fullName: "A" }, { ifMatch: created });
    for await (const customer of clientela.customers.list()) console.log(customer);`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    // Without Node's modules: a bundle that needs one fails.
    platform: "browser",
    write: false,
  });
  expect(gzipSync(outputFiles[0]?.contents ?? "").length).toBeLessThan(12 * 1024);
});

test("It depends on no package", () => {
  const { dependencies } = JSON.parse(readFileSync(`${root}clients/typescript/package.json`, "utf8"));
  expect(dependencies).toBeUndefined();
});

test("Its types hold callers to what the API takes", () => {
  const file = `${root}test/client/uses.ts`;
  const uses = `
    import { Clientela, type ChangeEvent, type Customer, ValidationError } from "@clientela/client";
    const clientela = new Clientela({ baseUrl: "http://localhost:3000", apiKey: "ck_x" });
    const created = await clientela.customers.create({ email: "a@acme.com" });
    await clientela.customers.update({ customerId: created.data.id }, { ifMatch: created });
    await clientela.customers.update({ customerId: "a" }, { ifMatch: await clientela.customers.get("a") });
    const page = await clientela.customers.list();
    // @ts-expect-error An item of a list has no version.
    await clientela.customers.update({ customerId: "a" }, { ifMatch: page.data[0] });
    // @ts-expect-error Nor has a subscription.
    await clientela.customers.update({ customerId: "a" }, { ifMatch: await clientela.subscriptions.cancel("sub_1") });
    // @ts-expect-error Nor has a page.
    await clientela.customers.update({ customerId: "a" }, { ifMatch: page });
    // @ts-expect-error An email is required.
    await clientela.customers.create({ id: "user_123" });
    // @ts-expect-error A misspelt filter.
    clientela.customers.list({ external_id: "user_123" });
    // @ts-expect-error A create has no version to match.
    await clientela.customers.create({ email: "a@acme.com" }, { ifMatch: created });
    for await (const customer of clientela.customers.list()) {
      const same: Customer = customer;
      const address: string | undefined = same.address?.city;
      console.log(address);
    }
    const events: ChangeEvent[] = (await clientela.customers.events("a")).data;
    console.log(events, (error: unknown) => (error instanceof ValidationError ? error.details[0]?.field : ""));
  `;
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, version, ...others) =>
    name === file ? ts.createSourceFile(name, uses, version) : getSourceFile(name, version, ...others);
  const program = ts.createProgram([file], options, host);
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, "\n"));
  expect(problems).toEqual([]);
});
