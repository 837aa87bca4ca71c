/** The types of AWS's resources that a stage has. */
import { alarms } from "./alarms.ts";
import { apis } from "./api.ts";
import { cloudFront } from "./cloudFront.ts";
import { functions } from "./functions.ts";
import { queues } from "./queues.ts";
import type { ResourceTypes } from "./resourceType.ts";
import { storage } from "./storage.ts";

export const resourceTypes: ResourceTypes = { ...storage, ...queues, ...functions, ...apis, ...alarms, ...cloudFront };
