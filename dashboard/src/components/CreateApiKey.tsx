import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type CreateApiKey as Body, type CreatedApiKey, type Scope, send } from "../api/api.ts";
import { refreshApiKeys } from "../api/apiKeys.ts";
import type { Me } from "../api/me.ts";
import { useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";
import { FormDialog } from "./FormDialog.tsx";
import { problemsOf } from "./FormFailure.tsx";
import { endOf, LIVES, type Life, LifeField } from "./LifeField.tsx";
import { LookAtKeys } from "./LookAtKeys.tsx";
import { useWrite } from "./useWrite.ts";

interface CreateApiKeyProps {
  /** The key that makes it: it gives no scope that it lacks. */
  own: Me;
  onCreated: (created: CreatedApiKey) => void;
  onClose: () => void;
}

const SCOPES: readonly Scope[] = ["read", "write", "keys", "erase"];
const CHOICES: readonly Life[] = [...LIVES, "forever"];

/** Makes a key; its secret is shown by what comes next. */
export function CreateApiKey({ own, onCreated, onClose }: CreateApiKeyProps) {
  const { messages, problem } = useLocale();
  const { apiKeys: texts } = messages;
  const api = useApi();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"]);
  const [life, setLife] = useState<Life>("year");
  const write = useWrite({
    request: (body: Body, header) => send(api.POST("/api/api-keys", { params: { header }, body })),
    onDone: ({ body }) => {
      void refreshApiKeys(queries);
      onCreated(body.data);
    },
  });
  const problemAt = (field: string) => {
    const found = problemsOf(write.error).find((it) => it.field === field);
    return found && problem(found.message);
  };
  const expiresAt = () => (life === "forever" ? null : endOf(life));
  return (
    <FormDialog
      title={texts.create.title}
      action={texts.create.submit}
      write={write}
      isDirty={name !== ""}
      onSubmit={() => write.submit({ name, scopes: [...scopes], expiresAt: expiresAt() })}
      onClose={onClose}
      look={<LookAtKeys field="name" value={name} />}
      isShownInside={(field) => ["name", "scopes", "expiresAt"].includes(field)}
    >
      <FormField label={texts.name} description={texts.create.nameHint} errorText={problemAt("name")}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} autoComplete={false} />
      </FormField>
      <FormField label={texts.scopes} errorText={problemAt("scopes")}>
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            checked={scopes.includes(scope)}
            disabled={!own.scopes.includes(scope)}
            description={own.scopes.includes(scope) ? texts.scopeHints[scope] : texts.create.lacksScope}
            onChange={({ detail }) =>
              setScopes(SCOPES.filter((it) => (it === scope ? detail.checked : scopes.includes(it))))
            }
          >
            {texts.scopeNames[scope]}
          </Checkbox>
        ))}
      </FormField>
      <LifeField values={CHOICES} value={life} error={write.error} onChange={setLife} />
    </FormDialog>
  );
}
