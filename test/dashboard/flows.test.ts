/** All that people do in a browser, in one process: a stack and a browser take longer to start than most of it. */
import { afterAll } from "vitest";
import "./flows/customer.ts";
import "./flows/customers.ts";
import "./flows/errorPages.ts";
import "./flows/everyPage.ts";
import "./flows/otherOrigin.ts";
import "./flows/signIn.ts";
import { stopDashboard } from "./support.ts";

afterAll(stopDashboard);
