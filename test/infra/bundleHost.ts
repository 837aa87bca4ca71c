/** A process in the role of Lambda: it loads a bundle and calls its handler with each event that it is sent. */
import { pathToFileURL } from "node:url";

const { handler } = await import(pathToFileURL(process.argv[2] ?? "").href);
process.on("message", async (event) => process.send?.({ result: await handler(event) }));
process.send?.("ready");
