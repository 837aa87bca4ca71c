/** The longest trial that a plan or a subscription may have. Alone here: whoever needs it does not load a plan's schemas. */
export const MAX_TRIAL_DAYS = 730;
