import Box from "@cloudscape-design/components/box";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiKey, send } from "../api/api.ts";
import { refreshApiKeys } from "../api/apiKeys.ts";
import { fill, useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { useApi } from "../session.ts";
import { FormDialog } from "./FormDialog.tsx";
import { endOf, LIVES, LifeField } from "./LifeField.tsx";
import { LookAtKeys } from "./LookAtKeys.tsx";
import { Text } from "./Text.tsx";
import { useWrite } from "./useWrite.ts";

/** Lets a key expire at another time: the overlap of a rotation. */
export function SetExpiry({ apiKey: { id, name, expiresAt }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { messages, dateTime } = useLocale();
  const { apiKeys: texts } = messages;
  const api = useApi();
  const queries = useQueryClient();
  const notify = useNotify();
  const [life, setLife] = useState<(typeof LIVES)[number]>("day");
  const write = useWrite({
    request: (body: { expiresAt: string }) => send(api.PATCH("/api/api-keys/{id}", { params: { path: { id } }, body })),
    onDone: () => {
      void refreshApiKeys(queries);
      notify(texts.expiry.done);
      onClose();
    },
  });
  return (
    <FormDialog
      title={texts.expiry.title}
      action={texts.expiry.submit}
      write={write}
      isDirty={false}
      onSubmit={() => write.submit({ expiresAt: endOf(life) })}
      onClose={onClose}
      look={<LookAtKeys field="id" value={id} />}
      isShownInside={(field) => field === "expiresAt"}
    >
      <Box>
        <Text>{name}</Text>: {expiresAt ? fill(texts.until, { date: dateTime(expiresAt) }) : texts.never}
      </Box>
      <LifeField values={LIVES} value={life} error={write.error} onChange={setLife} />
    </FormDialog>
  );
}
