/** All flows in one process: starting a stack and a browser takes longer than most of them. */
import { afterAll, beforeAll } from "vitest";
import "./flows/apiKeys.ts";
import "./flows/asOf.ts";
import "./flows/assistive.ts";
import "./flows/customer.ts";
import "./flows/customerPage.ts";
import "./flows/customers.ts";
import "./flows/dialogs.ts";
import "./flows/edges.ts";
import "./flows/erasing.ts";
import "./flows/errorPages.ts";
import "./flows/importing.ts";
import "./flows/everyAddress.ts";
import "./flows/everyPage.ts";
import "./flows/everyWidth.ts";
import "./flows/keyboard.ts";
import "./flows/lasting.ts";
import "./flows/list.ts";
import "./flows/otherOrigin.ts";
import "./flows/shortcuts.ts";
import "./flows/signIn.ts";
import "./flows/subscribers.ts";
import "./flows/writes.ts";
import { dashboard, hasBrowser, startDashboard } from "./support.ts";

if (hasBrowser) {
  beforeAll(startDashboard);
  afterAll(() => dashboard.stop());
}
