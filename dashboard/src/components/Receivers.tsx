import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import type { ChangeEvent } from "../api/api.ts";
import { receiversQuery } from "../api/subscribers.ts";
import { fill, useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";

/** Which subscribers want an event, and for which of them it waits. Nothing until that is known. */
export function Receivers({ event: { event, sequence, data } }: { event: ChangeEvent }) {
  const { timeline } = useLocale().messages;
  const { data: receivers = [] } = useQuery(receiversQuery(useApi(), data.id));
  const wanting = receivers.filter(({ subscriber }) => subscriber.events.some((name) => name === event));
  const waiting = wanting.filter(({ parkedFrom }) => parkedFrom !== undefined && sequence >= parkedFrom);
  const namesOf = (some: typeof receivers) => some.map(({ subscriber }) => subscriber.name).join(", ");
  if (wanting.length === 0) return null;
  return (
    <div>
      <Box variant="small" color="text-body-secondary">
        {fill(timeline.wantedBy, { names: namesOf(wanting) })}
      </Box>{" "}
      {waiting.length > 0 && (
        <StatusIndicator type="warning">{fill(timeline.waitsFor, { names: namesOf(waiting) })}</StatusIndicator>
      )}
    </div>
  );
}
