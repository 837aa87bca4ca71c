import Box from "@cloudscape-design/components/box";
import type { ChangeEvent } from "../api/api.ts";
import { useLocale } from "../locale.tsx";
import { Text } from "./Text.tsx";

/** Who made a change, with which request, and why, as far as it was said. */
export function MadeBy({
  actor: { keyId, name, command, requestId, reason },
}: {
  actor: NonNullable<ChangeEvent["actor"]>;
}) {
  const { timeline, fields } = useLocale().messages;
  return (
    <>
      <Box variant="small" color="text-body-secondary">
        {command === undefined ? timeline.byKey : timeline.byCommand} <Text>{command ?? (name || keyId || "")}</Text>
        {name && keyId && (
          <>
            {" ("}
            <Text>{keyId}</Text>)
          </>
        )}
        {`, ${timeline.request} `}
        <Text>{requestId}</Text>
      </Box>
      {reason && (
        <div className="lines">
          {fields["subscription.cancelReason"]}: <Text>{reason}</Text>
        </div>
      )}
    </>
  );
}
