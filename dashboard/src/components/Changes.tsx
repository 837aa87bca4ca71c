import Box from "@cloudscape-design/components/box";
import type { ReactNode } from "react";
import { type Change, metadataKey } from "../changes.ts";
import { useLocale } from "../locale.tsx";
import { Text } from "./Text.tsx";
import { useShown } from "./useShown.tsx";

interface ChangesProps {
  changes: readonly Change[];
  /** What can be done about a change. */
  action?: (change: Change) => ReactNode;
}

/** Changes as a list of field, old value, new value. */
export function Changes({ changes, action }: ChangesProps) {
  const nameOf = useFieldName();
  return (
    <ul className="changes">
      {changes.map((change) => (
        <li key={change.field}>
          <Box variant="awsui-key-label" display="inline">
            <Text>{nameOf(change.field)}</Text>
          </Box>{" "}
          <BeforeAndAfter change={change} /> {action?.(change)}
        </li>
      ))}
    </ul>
  );
}

/** The name of a field of a change, in the reader's language. */
export function useFieldName(): (field: string) => string {
  const { fields, address } = useLocale().messages;
  const known: Record<string, string> = fields;
  const parts: Record<string, string> = address;
  return (field) => {
    const key = metadataKey(field);
    if (key !== undefined) return `${fields.metadata}: ${key}`;
    const part = parts[field];
    return part === undefined ? (known[field] ?? field) : `${fields.address}: ${part}`;
  };
}

function BeforeAndAfter({ change: { field, before, after } }: { change: Change }) {
  const { timeline } = useLocale().messages;
  const show = useShown();
  return (
    <>
      {isGiven(before) && (
        <del>
          <span className="spoken">{timeline.before}</span> {show(field, before)}
        </del>
      )}{" "}
      <ins>
        <span className="spoken">{timeline.after}</span> {isGiven(after) ? show(field, after) : timeline.removed}
      </ins>
    </>
  );
}

export const isGiven = (value: unknown): boolean => value !== null && value !== undefined && value !== "";
