import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { customerQuery, type Versioned } from "../api/customers.ts";
import { ApiRequest } from "../components/ApiRequest.tsx";
import { ArchiveCustomer } from "../components/ArchiveCustomer.tsx";
import { CustomerDetails } from "../components/CustomerDetails.tsx";
import { EditCustomer } from "../components/EditCustomer.tsx";
import { EditMetadata } from "../components/EditMetadata.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { Metadata } from "../components/Metadata.tsx";
import { SubscriptionPanel } from "../components/SubscriptionPanel.tsx";
import { Timeline } from "../components/Timeline.tsx";
import { usePageLink } from "../components/usePageLink.ts";
import { useTitle } from "../components/useTitle.ts";
import { fill, useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";

/** One customer: its details, its subscription, its history. */
export function Customer() {
  const { id } = useParams({ from: "/customers/$id" });
  const { customers } = useLocale().messages;
  const query = useQuery(customerQuery(useApi(), id));
  const follow = usePageLink();
  const list = { text: customers.title, href: follow("customers").href };
  useTitle(query.data?.customer.fullName || query.data?.customer.email || id);
  return (
    <SpaceBetween size="s">
      <BreadcrumbGroup
        items={[list, { text: id, href: "" }]}
        onFollow={follow("customers").onFollow}
        ariaLabel={customers.title}
      />
      <Loaded query={query}>{(versioned) => <Details id={id} versioned={versioned} />}</Loaded>
    </SpaceBetween>
  );
}

type Dialog = "edit" | "archive" | "metadata" | undefined;

function Details({ id, versioned }: { id: string; versioned: Versioned }) {
  const { messages, date } = useLocale();
  const [dialog, setDialog] = useState<Dialog>();
  const { customer } = versioned;
  const close = () => setDialog(undefined);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={fill(messages.customer.since, { date: date(customer.createdAt) })}
          actions={customer.isActive && <Actions onOpen={setDialog} />}
        >
          {customer.fullName || customer.email}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {!customer.isActive && <Alert>{messages.customer.isArchived}</Alert>}
        <CustomerDetails customer={customer} />
        <SubscriptionPanel customer={customer} />
        <Metadata customer={customer} onEdit={() => setDialog("metadata")} />
        <Timeline id={id} />
        <ApiRequest path={`/api/customers/${encodeURIComponent(id)}`} />
      </SpaceBetween>
      {dialog === "edit" && <EditCustomer versioned={versioned} onClose={close} />}
      {dialog === "metadata" && <EditMetadata versioned={versioned} onClose={close} />}
      {dialog === "archive" && <ArchiveCustomer versioned={versioned} onClose={close} />}
    </ContentLayout>
  );
}

function Actions({ onOpen }: { onOpen: (dialog: Dialog) => void }) {
  const { messages } = useLocale();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => onOpen("archive")}>{messages.archive.action}</Button>
      <Button variant="primary" onClick={() => onOpen("edit")}>
        {messages.editCustomer.action}
      </Button>
    </SpaceBetween>
  );
}
