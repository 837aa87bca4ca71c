import type { Measure } from "./measure.ts";
import { bundle } from "./measures/bundle.ts";
import { cold } from "./measures/cold.ts";
import { dashboard } from "./measures/dashboard.ts";
import { depth } from "./measures/depth.ts";
import { designs } from "./measures/designs.ts";
import { fanout } from "./measures/fanout.ts";
import { frameworksWarm } from "./measures/frameworks.ts";
import { front } from "./measures/front.ts";
import { importing } from "./measures/import.ts";
import { search } from "./measures/search.ts";
import { units } from "./measures/units.ts";
import { warm } from "./measures/warm.ts";

/** All measures, in the order in which they run. */
export const measures: readonly Measure[] = [
  bundle,
  units,
  warm,
  designs,
  frameworksWarm,
  cold,
  fanout,
  depth,
  search,
  importing,
  front,
  dashboard,
];
