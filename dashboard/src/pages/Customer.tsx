import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Versioned } from "../api/customers.ts";
import { type PageAction, usePageAction } from "../commands/pageActions.ts";
import { ApiRequest } from "../components/ApiRequest.tsx";
import { ArchiveCustomer } from "../components/ArchiveCustomer.tsx";
import { CustomerDetails } from "../components/CustomerDetails.tsx";
import { EditCustomer } from "../components/EditCustomer.tsx";
import { EraseCustomer } from "../components/EraseCustomer.tsx";
import { Erased } from "../components/Erased.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { Metadata } from "../components/Metadata.tsx";
import { SubscriptionPanel } from "../components/SubscriptionPanel.tsx";
import { Text, visible } from "../components/Text.tsx";
import { Timeline } from "../components/Timeline.tsx";
import { useCustomer } from "../components/useCustomer.ts";
import { useEraseButton } from "../components/useEraseButton.ts";
import { useErasureTexts } from "../components/useErasureTexts.ts";
import { usePageLink } from "../components/usePageLink.ts";
import { useWriteButton } from "../components/useScope.ts";
import { useTitle } from "../components/useTitle.ts";
import { fill, useLocale } from "../locale.tsx";

/** One customer: its details, its subscription, its history. */
export function Customer() {
  const { id } = useParams({ from: "/customers/$id" });
  const { customers } = useLocale().messages;
  const { query, versioned, isErased } = useCustomer(id);
  const follow = usePageLink();
  const list = { text: customers.title, href: follow("customers").href };
  const name = versioned?.customer.fullName || versioned?.customer.email || id;
  useTitle(visible(name));
  return (
    <SpaceBetween size="s">
      <BreadcrumbGroup
        items={[list, { text: visible(id), href: "" }]}
        onFollow={follow("customers").onFollow}
        ariaLabel={customers.title}
      />
      <ContentLayout header={<Heading name={name} versioned={versioned} />}>
        {isErased ? (
          <Erased id={id} />
        ) : (
          <Loaded query={query}>{(versioned) => <Panels id={id} versioned={versioned} />}</Loaded>
        )}
      </ContentLayout>
    </SpaceBetween>
  );
}

type DialogKind = "edit" | "archive" | "erase";

/** The heading is there before the customer is, so that the focus can be on it. */
function Heading({ name, versioned }: { name: string; versioned: Versioned | undefined }) {
  const { messages, date } = useLocale();
  const [dialog, setDialog] = useState<{ kind: DialogKind; versioned: Versioned }>();
  const close = () => setDialog(undefined);
  return (
    <>
      <Header
        variant="h1"
        description={versioned && fill(messages.customer.since, { date: date(versioned.customer.createdAt) })}
        actions={
          versioned && (
            <Actions isActive={versioned.customer.isActive} onOpen={(kind) => setDialog({ kind, versioned })} />
          )
        }
      >
        <Text>{name}</Text>
      </Header>
      {dialog?.kind === "edit" && <EditCustomer versioned={dialog.versioned} onClose={close} />}
      {dialog?.kind === "archive" && <ArchiveCustomer versioned={dialog.versioned} onClose={close} />}
      {dialog?.kind === "erase" && <EraseCustomer versioned={dialog.versioned} onClose={close} />}
    </>
  );
}

function Panels({ id, versioned }: { id: string; versioned: Versioned }) {
  const { messages, timeZone } = useLocale();
  const { customer } = versioned;
  return (
    <SpaceBetween size="l">
      <div className="on-paper">{fill(messages.print.zone, { zone: timeZone })}</div>
      {!customer.isActive && <Alert>{messages.customer.isArchived}</Alert>}
      <CustomerDetails customer={customer} />
      <SubscriptionPanel customer={customer} />
      <Metadata versioned={versioned} />
      <Timeline id={id} versioned={versioned} />
      <Requests id={encodeURIComponent(id)} />
    </SpaceBetween>
  );
}

/** What the page asks for, with the id as it is in a URL. */
function Requests({ id }: { id: string }) {
  const { subscription, timeline } = useLocale().messages;
  return (
    <ApiRequest
      path={`/api/customers/${id}`}
      parts={[
        { name: subscription.title, path: `/api/subscriptions?customerId=${id}&limit=20` },
        { name: timeline.title, path: `/api/customers/${id}/events?limit=20` },
      ]}
    />
  );
}

interface ActionsProps {
  isActive: boolean;
  onOpen: (kind: DialogKind) => void;
}

function Actions({ isActive, onOpen }: ActionsProps) {
  const { messages } = useLocale();
  const erasing = useErasureTexts();
  const allowed = useWriteButton();
  const mayErase = useEraseButton();
  const { disabledReason } = allowed;
  const { editCustomer, archive } = messages;
  const offered = (action: PageAction) => (isActive ? { ...action, disabledReason } : undefined);
  usePageAction(offered({ id: "edit", key: "e", title: editCustomer.title, run: () => onOpen("edit") }));
  usePageAction(offered({ id: "archive", title: archive.title, run: () => onOpen("archive") }));
  usePageAction({
    id: "erase",
    title: erasing.title,
    disabledReason: mayErase.disabledReason,
    run: () => onOpen("erase"),
  });
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => window.print()}>{messages.print.action}</Button>
      <Button onClick={() => onOpen("erase")} {...mayErase}>
        {erasing.action}
      </Button>
      {isActive && (
        <Button onClick={() => onOpen("archive")} {...allowed}>
          {messages.archive.action}
        </Button>
      )}
      {isActive && (
        <Button variant="primary" onClick={() => onOpen("edit")} {...allowed}>
          {messages.editCustomer.action}
        </Button>
      )}
    </SpaceBetween>
  );
}
