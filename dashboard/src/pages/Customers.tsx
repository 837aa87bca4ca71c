import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { type Status, shownListParameters } from "../api/customers.ts";
import { usePageAction } from "../commands/pageActions.ts";
import { ApiRequest } from "../components/ApiRequest.tsx";
import { CustomersTable } from "../components/CustomersTable.tsx";
import { usePageLink } from "../components/usePageLink.ts";
import { useWriteButton } from "../components/useScope.ts";
import { useTitle } from "../components/useTitle.ts";
import { useLocale } from "../locale.tsx";
import { fileOf } from "../missingFiles.ts";
import { type CustomersSearch, pageOf, readCustomersSearch } from "./customersSearch.ts";

const CreateCustomer = lazy(async () => ({
  default: (await fileOf(import("../components/CreateCustomer.tsx"))).CreateCustomer,
}));
const ExportCustomers = lazy(async () => ({
  default: (await fileOf(import("../components/ExportCustomers.tsx"))).ExportCustomers,
}));

const STATUSES: readonly Status[] = ["all", "active", "archived"];

/** The list: find customers, page through them, export them, create one. */
export function Customers() {
  const { messages } = useLocale();
  const search = useSearch({ from: "/customers" });
  const navigate = useNavigate({ from: "/customers" });
  const [dialog, setDialog] = useState<"create" | "export">();
  const allowed = useWriteButton();
  const follow = usePageLink();
  useTitle(messages.customers.title);
  usePageAction({ id: "export", title: messages.exporting.title, run: () => setDialog("export") });
  const page = pageOf(search);
  // A new filter or page size starts at the first page. Of two changes in one moment the second knows of the first.
  const show = (change: Record<string, unknown>, replace = false) =>
    navigate({ search: (now) => readCustomersSearch({ ...now, cursor: undefined, ...change }), replace });
  const table = <CustomersTable search={search} show={show} />;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={messages.customers.description}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button {...follow("import")} {...allowed}>
                {messages.importing.action}
              </Button>
              <Button iconName="download" onClick={() => setDialog("export")}>
                {messages.exporting.action}
              </Button>
              <Button variant="primary" onClick={() => setDialog("create")} {...allowed}>
                {messages.createCustomer.action}
              </Button>
            </SpaceBetween>
          }
        >
          {messages.customers.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Tabs
          ariaLabel={messages.customers.statuses}
          activeTabId={page.status}
          onChange={({ detail }) => show({ status: detail.activeTabId })}
          tabs={STATUSES.map((id) => ({ id, label: messages.customers[id], content: table }))}
        />
        <ApiRequest path={`/api/customers?${query(search)}`} />
      </SpaceBetween>
      <Suspense>
        {dialog === "create" && <CreateCustomer onClose={() => setDialog(undefined)} />}
        {dialog === "export" && <ExportCustomers filter={page} onClose={() => setDialog(undefined)} />}
      </Suspense>
    </ContentLayout>
  );
}

const query = (search: CustomersSearch): string =>
  new URLSearchParams(
    Object.entries(shownListParameters(pageOf(search))).map(([name, value]) => [name, String(value)]),
  ).toString();
