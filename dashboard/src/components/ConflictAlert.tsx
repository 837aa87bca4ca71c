import Alert from "@cloudscape-design/components/alert";
import LiveRegion from "@cloudscape-design/components/live-region";
import { changesBetween } from "../changes.ts";
import { fill, useLocale } from "../locale.tsx";
import { Changes } from "./Changes.tsx";
import type { Conflict } from "./useSaveCustomer.ts";

interface ConflictAlertProps {
  conflict: Conflict;
  /** The text of the button that sends the change anew. */
  action: string;
}

/** Shows what somebody else has changed meanwhile, and what happens next. */
export function ConflictAlert({ conflict, action }: ConflictAlertProps) {
  const { messages } = useLocale();
  return (
    <LiveRegion assertive>
      <Alert type="warning" header={messages.conflict.title}>
        <Changes changes={changesBetween(conflict.before, conflict.after)} />
        {fill(messages.conflict.next, { action })}
      </Alert>
    </LiveRegion>
  );
}
