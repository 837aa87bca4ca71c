/** The pages about one customer, which are one file for the browser. */
export { AsOf } from "./AsOf.tsx";
export { Customer } from "./Customer.tsx";
