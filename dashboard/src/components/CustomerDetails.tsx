import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { ReactNode } from "react";
import type { Customer } from "../api/api.ts";
import type { FieldIn } from "../fields.ts";
import { useLocale } from "../locale.tsx";
import { addressLines } from "./addressLines.ts";
import { CustomerStatus } from "./CustomerStatus.tsx";
import { Moment } from "./Moment.tsx";
import { Text } from "./Text.tsx";

/** The kind of tax document is shown in front of its number. */
type Detail = Exclude<FieldIn<"details">, "documentType">;

/** The customer's name, ids and billing address. */
export function CustomerDetails({ customer }: { customer: Customer }) {
  const { messages, country } = useLocale();
  const { fields, common } = messages;
  const { id, externalId, email, fullName, timezone, taxDocument, documentType, address } = customer;
  const lines = address ? addressLines(address, country) : [];
  const shown = (text: string | null) => (text ? <Text>{text}</Text> : common.none);
  const pairs: Record<Detail, { label: string; value: ReactNode }> = {
    id: { label: fields.id, value: <Copyable text={id} label={messages.customer.copyId} /> },
    externalId: {
      label: fields.externalId,
      value: externalId ? <Copyable text={externalId} label={messages.customer.copyExternalId} /> : common.none,
    },
    isActive: { label: fields.status, value: <CustomerStatus customer={customer} /> },
    email: { label: fields.email, value: <Copyable text={email} label={messages.customer.copyEmail} /> },
    fullName: { label: fields.fullName, value: shown(fullName) },
    timezone: { label: fields.timezone, value: shown(timezone) },
    taxDocument: {
      label: fields.taxDocument,
      value: shown([documentType, taxDocument].filter(Boolean).join(" ")),
    },
    address: {
      label: fields.address,
      value:
        lines.length > 0
          ? lines.map((line) => (
              <div key={line}>
                <Text>{line}</Text>
              </div>
            ))
          : common.none,
    },
    domain: { label: fields.domain, value: shown(customer.domain) },
    website: { label: fields.website, value: shown(customer.website) },
    language: { label: fields.language, value: shown(customer.language) },
    industry: { label: fields.industry, value: shown(customer.industry) },
    employeeCount: { label: fields.employeeCount, value: shown(customer.employeeCount) },
    createdAt: { label: fields.createdAt, value: <Moment iso={customer.createdAt} /> },
    updatedAt: { label: fields.updatedAt, value: <Moment iso={customer.updatedAt} /> },
    archivedAt: {
      label: fields.archivedAt,
      value: customer.archivedAt ? <Moment iso={customer.archivedAt} /> : common.none,
    },
    organizationId: { label: fields.organizationId, value: <Text>{customer.organizationId}</Text> },
    livemode: { label: fields.livemode, value: customer.livemode ? common.yes : common.no },
  };
  return (
    <Container header={<Header variant="h2">{messages.customer.details}</Header>}>
      <KeyValuePairs columns={3} items={Object.values(pairs)} />
    </Container>
  );
}

function Copyable({ text, label }: { text: string; label: string }) {
  const { request } = useLocale().messages;
  return (
    <>
      <Text>{text}</Text>{" "}
      <span className="on-screen">
        <CopyToClipboard
          variant="icon"
          textToCopy={text}
          copyButtonAriaLabel={label}
          copySuccessText={request.copied}
          copyErrorText={request.notCopied}
        />
      </span>
    </>
  );
}
