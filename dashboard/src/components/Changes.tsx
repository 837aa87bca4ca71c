import Box from "@cloudscape-design/components/box";
import type { Change } from "../changes.ts";
import { useLocale } from "../locale.tsx";
import { useShown } from "./useShown.ts";

/** Changes as a list of field, old value, new value. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  const { messages } = useLocale();
  const { timeline } = messages;
  const show = useShown();
  const known: Record<string, string> = messages.fields;
  return (
    <ul className="changes">
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          <Box variant="awsui-key-label" display="inline">
            {known[field] ?? field.replace(/^metadata\./, `${messages.fields.metadata}: `)}
          </Box>{" "}
          {isGiven(before) && (
            <del>
              <span className="spoken">{timeline.before}</span> {show(field, before)}
            </del>
          )}{" "}
          <ins>
            <span className="spoken">{timeline.after}</span> {isGiven(after) ? show(field, after) : timeline.removed}
          </ins>
        </li>
      ))}
    </ul>
  );
}

const isGiven = (value: unknown): boolean => value !== null && value !== undefined && value !== "";
