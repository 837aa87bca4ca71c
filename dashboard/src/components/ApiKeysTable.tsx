import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ApiKey } from "../api/api.ts";
import { fill, useLocale } from "../locale.tsx";
import { BillingDay, Moment } from "./Moment.tsx";
import type { Column } from "./RecordCards.tsx";
import { Records } from "./Records.tsx";
import { Text, visible } from "./Text.tsx";

interface Actions {
  /** The id of the key that is signed in with: it cannot end itself. */
  own: string;
  onSetExpiry: (apiKey: ApiKey) => void;
  onDelete: (apiKey: ApiKey) => void;
}

interface ApiKeysTableProps extends Actions {
  apiKeys: readonly ApiKey[];
  onCreate: () => void;
}

export function ApiKeysTable({ apiKeys, onCreate, ...actions }: ApiKeysTableProps) {
  const { apiKeys: texts } = useLocale().messages;
  return (
    <Records
      header={<Header actions={<Button onClick={onCreate}>{texts.create.action}</Button>}>{texts.title}</Header>}
      columns={useColumns(actions)}
      items={apiKeys}
      trackBy="id"
      label={texts.title}
      none={texts.none}
    />
  );
}

function useColumns(actions: Actions): Column<ApiKey>[] {
  const { apiKeys: texts } = useLocale().messages;
  return [
    { id: "name", header: texts.name, cell: (it) => <Name apiKey={it} own={actions.own} /> },
    { id: "scopes", header: texts.scopes, cell: ({ scopes }) => scopes.map((it) => texts.scopeNames[it]).join(", ") },
    { id: "createdAt", header: texts.createdAt, cell: (apiKey) => <Created apiKey={apiKey} /> },
    { id: "expiresAt", header: texts.expiresAt, cell: ({ expiresAt }) => <Expiry expiresAt={expiresAt} /> },
    {
      id: "lastWriteOn",
      header: texts.lastWriteOn,
      cell: ({ lastWriteOn }) => (lastWriteOn ? <BillingDay iso={`${lastWriteOn}T00:00:00Z`} /> : texts.never),
    },
    { id: "actions", header: texts.actions, cell: (apiKey) => <RowActions apiKey={apiKey} {...actions} /> },
  ];
}

const Name = ({ apiKey: { id, name }, own }: { apiKey: ApiKey; own: string }) => {
  const { apiKeys: texts } = useLocale().messages;
  return (
    <SpaceBetween size="xxxs">
      <span>
        <Text>{name}</Text> {id === own && <Badge color="blue">{texts.own}</Badge>}
      </span>
      <Box variant="small" color="text-body-secondary">
        <Text>{id}</Text>
      </Box>
    </SpaceBetween>
  );
};

const Created = ({ apiKey: { createdAt, createdBy } }: { apiKey: ApiKey }) => {
  const { apiKeys: texts } = useLocale().messages;
  return (
    <SpaceBetween size="xxxs">
      <Moment iso={createdAt} />
      <Box variant="small" color="text-body-secondary">
        <Text>{createdBy ? fill(texts.byKey, { id: createdBy }) : texts.byOperator}</Text>
      </Box>
    </SpaceBetween>
  );
};

function Expiry({ expiresAt }: { expiresAt: string | null }) {
  const { apiKeys: texts } = useLocale().messages;
  if (!expiresAt) return texts.never;
  return (
    <SpaceBetween size="xxxs">
      <Moment iso={expiresAt} />
      {Date.parse(expiresAt) <= Date.now() && (
        <StatusIndicator type="stopped">
          <span className="words">{texts.expired}</span>
        </StatusIndicator>
      )}
    </SpaceBetween>
  );
}

function RowActions({ apiKey, own, onSetExpiry, onDelete }: Actions & { apiKey: ApiKey }) {
  const { apiKeys: texts } = useLocale().messages;
  const disabled = apiKey.id === own;
  const action = (text: string, label: string, onClick: () => void) => (
    <Button
      variant="inline-link"
      disabled={disabled}
      {...(disabled ? { disabledReason: texts.cannotEndItself } : {})}
      ariaLabel={fill(label, { name: visible(apiKey.name) })}
      onClick={onClick}
    >
      {text}
    </Button>
  );
  return (
    <SpaceBetween direction="horizontal" size="s">
      {action(texts.expiry.action, texts.expiry.label, () => onSetExpiry(apiKey))}
      {action(texts.remove.action, texts.remove.label, () => onDelete(apiKey))}
    </SpaceBetween>
  );
}
