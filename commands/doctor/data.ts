/** What the tables say of a stage: events that wait, and how old the search index is. */
import { type Marker, readFlags, readMarkers } from "../../core/events/parking/store.ts";
import { isOnStage } from "../../core/events/targets.ts";
import { organizationsToRebuild } from "../../core/search/version.ts";
import { call } from "../run.ts";
import { type Finding, saying } from "./finding.ts";

const sayParked = saying("parked events");
const saySearch = saying("search");

/** What is parked for a subscriber. */
export interface Parked {
  subscriber: string;
  /** Whether the stage still sends to it. */
  isOnStage: boolean;
  markers: readonly Pick<Marker, "parkedAt">[];
}

export async function examineParked(): Promise<Finding[]> {
  const { parked } = await readFlags(call(), new Date());
  const all = [...parked.keys()].map(async (subscriber) => ({
    subscriber,
    isOnStage: isOnStage(subscriber),
    markers: await readMarkers(call(), subscriber),
  }));
  return parkedFindings(await Promise.all(all));
}

/** @param parked of each subscriber that has a flag */
export function parkedFindings(parked: readonly Parked[]): Finding[] {
  if (parked.length === 0) return [sayParked("well", "There are none.")];
  return parked.map(({ subscriber, isOnStage, markers }) => {
    const [oldest] = markers.map(({ parkedAt }) => parkedAt).sort();
    const command = (name: string) => `npm run events -- ${name} --subscriber ${subscriber}`;
    if (oldest === undefined)
      return sayParked("act", `There are none for ${subscriber}, but its flag is left: ${command("redrive")}`);
    const what = `Those of ${markers.length} ${markers.length === 1 ? "customer" : "customers"} wait for ${subscriber} since ${oldest}.`;
    return isOnStage
      ? sayParked("act", `${what} Mend its queue, then: ${command("redrive")}`)
      : sayParked("act", `${what} It was removed; to forget them: ${command("discard")}`);
  });
}

export const examineSearch = async (): Promise<Finding[]> => searchFindings(await organizationsToRebuild());

const SHOWN = 5;

/** @param outdated the organizations whose index lacks words */
export function searchFindings(outdated: readonly string[]): Finding[] {
  if (outdated.length === 0) return [saySearch("well", "The index of every organization has this version's words.")];
  const shown = outdated.slice(0, SHOWN).join(", ");
  const more = outdated.length > SHOWN ? ` and ${outdated.length - SHOWN} more` : "";
  return [
    saySearch(
      "act",
      `The index lacks words of ${shown}${more}. For each: npm run search -- rebuild --org ${outdated[0]}`,
    ),
  ];
}
