import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import LiveRegion from "@cloudscape-design/components/live-region";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { forgetCustomer, type Versioned } from "../api/customers.ts";
import { eraseCustomer, erasureQuery } from "../api/erasures.ts";
import { isOf } from "../api/failure.ts";
import { fill } from "../locale.tsx";
import { useSession } from "../session.ts";
import { FormDialog } from "./FormDialog.tsx";
import { LookAtCustomer } from "./Look.tsx";
import { useErasureTexts } from "./useErasureTexts.ts";
import { useWrite } from "./useWrite.ts";

interface EraseCustomerProps {
  versioned: Versioned;
  onClose: () => void;
}

/** Erases a customer after its id was typed. Nobody is asked why: no reason of an erasure is kept. */
export function EraseCustomer({ versioned, onClose }: EraseCustomerProps) {
  const texts = useErasureTexts();
  const { id } = versioned.customer;
  const [typed, setTyped] = useState("");
  const write = useErase(versioned, onClose);
  return (
    <FormDialog
      title={texts.title}
      action={texts.submit}
      write={write}
      // Only the confirmation was typed.
      isDirty={false}
      isDisabled={typed !== id}
      onSubmit={() => write.submit(typed)}
      onClose={onClose}
      look={<LookAtCustomer base={versioned} />}
      notice={isOf(write.error, "customer_has_active_subscription") ? <Subscribed /> : undefined}
    >
      <Alert type="warning" header={texts.warning}>
        <ul className="points">
          {[texts.goes, texts.stays, texts.told, texts.reuse].map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </Alert>
      <FormField label={fill(texts.confirm, { id })}>
        <Input
          value={typed}
          onChange={({ detail }) => setTyped(detail.value)}
          autoComplete={false}
          spellcheck={false}
          disableBrowserAutocorrect
        />
      </FormField>
    </FormDialog>
  );
}

function Subscribed() {
  const { isSubscribed } = useErasureTexts();
  return (
    <LiveRegion assertive>
      <Alert type="error">{isSubscribed}</Alert>
    </LiveRegion>
  );
}

/** The write. After it, its page is at the customer's own id: no address leads to what was the caller's id of it. */
function useErase({ customer: { id, externalId } }: Versioned, onClose: () => void) {
  const { api, writes } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useWrite({
    request: (confirm: string) => eraseCustomer(api, id, confirm),
    onDone: (erasure) => {
      queries.setQueryData(erasureQuery(api, id).queryKey, erasure);
      void navigate({ to: "/customers/$id", params: { id }, replace: true, ignoreBlocker: true });
      forgetCustomer(queries, [id, externalId]);
      writes.keepErasures();
      onClose();
    },
  });
}
