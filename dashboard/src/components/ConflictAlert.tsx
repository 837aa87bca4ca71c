import Alert from "@cloudscape-design/components/alert";
import LiveRegion from "@cloudscape-design/components/live-region";
import { changesBetween } from "../changes.ts";
import { useLocale } from "../locale.tsx";
import { Changes } from "./Changes.tsx";
import type { Conflict } from "./useSaveCustomer.ts";

/** Shows what somebody else has changed meanwhile, and what happens next. */
export function ConflictAlert({ conflict }: { conflict: Conflict }) {
  const { messages } = useLocale();
  return (
    <LiveRegion assertive>
      <Alert type="warning" header={messages.conflict.title}>
        <Changes changes={changesBetween(conflict.before, conflict.after)} />
        {messages.conflict.next}
      </Alert>
    </LiveRegion>
  );
}
