import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { Customer } from "../api/api.ts";
import { useLocale } from "../locale.tsx";
import { cellOf } from "../metadata.ts";
import { Text, visible } from "./Text.tsx";

/** A customer's metadata, key by key. */
export function MetadataPairs({ metadata }: Pick<Customer, "metadata">) {
  const { messages } = useLocale();
  const entries = Object.entries(metadata ?? {});
  if (entries.length === 0) return messages.metadata.none;
  const items = entries.map(([key, value]) => ({ label: visible(key), value: <MetadataShown value={value} /> }));
  return (
    <div className="others">
      <KeyValuePairs columns={3} items={items} />
    </div>
  );
}

/** A value, with its kind unless it is text: `1` may be either. */
export function MetadataShown({ value }: { value: unknown }) {
  const { common, metadata } = useLocale().messages;
  const { kind, text } = cellOf(value);
  const shown = kind === "boolean" ? (value ? common.yes : common.no) : text;
  return (
    <>
      <span className="lines">
        <Text>{shown}</Text>
      </span>{" "}
      {kind !== "text" && (
        <Box variant="small" color="text-body-secondary">
          {metadata.kinds[kind]}
        </Box>
      )}
    </>
  );
}
