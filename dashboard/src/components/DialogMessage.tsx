import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import { type ReactNode, type RefObject, useState } from "react";
import { useLocale } from "../locale.tsx";
import { describe } from "./describe.ts";
import { FormFailure } from "./FormFailure.tsx";
import type { WriteState } from "./useWrite.ts";

interface DialogMessageProps {
  write: WriteState;
  notice: ReactNode;
  look: ReactNode;
  isShownInside: (field: string) => boolean;
  /** Takes the focus when there is something to read. */
  box: RefObject<HTMLDivElement | null>;
}

/** What came of a dialog's last attempt, unless all went well or the fields themselves say what is wrong. */
export function DialogMessage({ write, notice, look, isShownInside, box }: DialogMessageProps) {
  return (
    <div ref={box} tabIndex={-1} className="dialog-message">
      {write.isInDoubt ? <Doubt error={write.error} look={look} /> : null}
      {!write.isInDoubt && write.error
        ? (notice ?? <FormFailure error={write.error} isShownInside={isShownInside} />)
        : null}
    </div>
  );
}

function Doubt({ error, look }: { error: unknown; look: ReactNode }) {
  const locale = useLocale();
  const { doubt } = locale.messages;
  const [looks, setLooks] = useState(0);
  return (
    <Alert
      type="warning"
      header={<LiveRegion assertive>{doubt.title}</LiveRegion>}
      action={<Button onClick={() => setLooks(looks + 1)}>{doubt.look}</Button>}
    >
      {error ? describe(error, locale) : null} {doubt.next}
      {looks > 0 && <div key={looks}>{look}</div>}
    </Alert>
  );
}
