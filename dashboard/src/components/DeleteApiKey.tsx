import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiKey, send } from "../api/api.ts";
import { refreshApiKeys } from "../api/apiKeys.ts";
import { fill, useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { useApi } from "../session.ts";
import { FormDialog } from "./FormDialog.tsx";
import { LookAtKeys } from "./LookAtKeys.tsx";
import { visible } from "./Text.tsx";
import { useWrite } from "./useWrite.ts";

/** One blank for each run of blanks and line breaks: what can be typed. */
const inOneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Revokes a key after its name was typed, because this cannot be undone. */
export function DeleteApiKey({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { remove } = useLocale().messages.apiKeys;
  const label = visible(inOneLine(name));
  const api = useApi();
  const queries = useQueryClient();
  const notify = useNotify();
  const [typed, setTyped] = useState("");
  const write = useWrite({
    request: (id: string) => send(api.DELETE("/api/api-keys/{id}", { params: { path: { id } } })),
    onDone: () => {
      void refreshApiKeys(queries);
      notify(remove.done);
      onClose();
    },
  });
  return (
    <FormDialog
      title={remove.title}
      action={remove.submit}
      write={write}
      // Only the confirmation was typed.
      isDirty={false}
      isDisabled={inOneLine(typed) !== label}
      onSubmit={() => write.submit(id)}
      onClose={onClose}
      look={<LookAtKeys field="id" value={id} />}
    >
      <Alert type="warning">{remove.warning}</Alert>
      <FormField label={fill(remove.confirm, { name: label })}>
        <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} autoComplete={false} />
      </FormField>
    </FormDialog>
  );
}
