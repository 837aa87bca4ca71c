/** The queue on which a team receives Clientela's change events, for its own CDK app. */
export { CustomerEventsQueue, type CustomerEventsQueueProps } from "./customerEventsQueue.ts";
