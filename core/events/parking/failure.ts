/** What keeps a customer parked that is no queue's doing: everything else is the name of an error. */

/** The log does not have the event any more. */
export const EXPIRED = "Expired";

/** The record of the change cannot be read by the version that runs. */
export const UNREADABLE = "Unreadable";
