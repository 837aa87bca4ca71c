import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey, CreatedApiKey } from "../api/api.ts";
import { apiKeysQuery } from "../api/apiKeys.ts";
import { type Me, meQuery } from "../api/me.ts";
import { usePageAction } from "../commands/pageActions.ts";
import { ApiKeysTable } from "../components/ApiKeysTable.tsx";
import { ApiRequest } from "../components/ApiRequest.tsx";
import { CreateApiKey } from "../components/CreateApiKey.tsx";
import { DeleteApiKey } from "../components/DeleteApiKey.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { OlderButton } from "../components/OlderButton.tsx";
import { Page } from "../components/Page.tsx";
import { SetExpiry } from "../components/SetExpiry.tsx";
import { ShowSecret } from "../components/ShowSecret.tsx";
import { useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";

/** The organization's API keys, for who is signed in with one that may see them. */
export function ApiKeys() {
  const { apiKeys } = useLocale().messages;
  const query = useQuery(meQuery(useApi()));
  return (
    <Page title={apiKeys.title} description={apiKeys.description}>
      <Loaded query={query}>
        {(me) => (me.scopes.includes("keys") ? <Keys me={me} /> : <Alert type="info">{apiKeys.lacksScope}</Alert>)}
      </Loaded>
    </Page>
  );
}

/** The dialog that is open, and what it is about. */
type Dialog =
  | { kind: "create" }
  | { kind: "expiry" | "delete"; apiKey: ApiKey }
  | { kind: "secret"; created: CreatedApiKey };

function Keys({ me }: { me: Me }) {
  const { apiKeys } = useLocale().messages;
  const query = useInfiniteQuery(apiKeysQuery(useApi()));
  const [dialog, setDialog] = useState<Dialog>();
  const onClose = () => setDialog(undefined);
  const onCreate = () => setDialog({ kind: "create" });
  usePageAction({ id: "createApiKey", title: apiKeys.create.action, run: onCreate });
  return (
    <SpaceBetween size="l">
      <Loaded query={query}>
        {({ pages }) => (
          <ApiKeysTable
            apiKeys={pages.flatMap(({ data }) => data)}
            own={me.keyId}
            onCreate={onCreate}
            onSetExpiry={(apiKey) => setDialog({ kind: "expiry", apiKey })}
            onDelete={(apiKey) => setDialog({ kind: "delete", apiKey })}
          />
        )}
      </Loaded>
      <OlderButton query={query} text={apiKeys.more} />
      <ApiRequest path="/api/api-keys?limit=100" />
      {dialog?.kind === "create" && (
        <CreateApiKey own={me} onCreated={(created) => setDialog({ kind: "secret", created })} onClose={onClose} />
      )}
      {dialog?.kind === "secret" && <ShowSecret created={dialog.created} onClose={onClose} />}
      {dialog?.kind === "expiry" && <SetExpiry apiKey={dialog.apiKey} onClose={onClose} />}
      {dialog?.kind === "delete" && <DeleteApiKey apiKey={dialog.apiKey} onClose={onClose} />}
    </SpaceBetween>
  );
}
