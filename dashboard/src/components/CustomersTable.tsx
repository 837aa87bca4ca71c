import Box from "@cloudscape-design/components/box";
import LiveRegion from "@cloudscape-design/components/live-region";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Customer } from "../api/api.ts";
import { customersQuery } from "../api/customers.ts";
import type { FieldIn } from "../fields.ts";
import { fill, useLocale } from "../locale.tsx";
import { type CustomersSearch, PAGE_SIZES, pageOf } from "../pages/customersSearch.ts";
import { useApi } from "../session.ts";
import { CustomerStatus } from "./CustomerStatus.tsx";
import { Failure } from "./Failure.tsx";
import { Stale } from "./Loaded.tsx";
import { PageLink } from "./PageLink.tsx";
import { Pager } from "./Pager.tsx";
import { Text, visible } from "./Text.tsx";
import { useIsNarrow } from "./useIsNarrow.ts";

interface CustomersTableProps {
  search: CustomersSearch;
  /** Shows another part of the list. `replace` replaces the current entry in the tab's history. */
  show: (change: Record<string, unknown>, replace?: boolean) => unknown;
}

export function CustomersTable({ search, show }: CustomersTableProps) {
  const { messages } = useLocale();
  const { customers } = messages;
  const page = pageOf(search);
  const { data, error, isFetching, refetch } = useQuery(customersQuery(useApi(), page));
  const columns = useColumns();
  const isNarrow = useIsNarrow();
  const announcement = useAnnouncement(search, data?.data.length ?? 0);
  const isFiltered = page.search !== undefined || page.status !== "all";
  const table = (
    <Table
      variant="borderless"
      columnDefinitions={columns}
      items={data?.data ?? []}
      trackBy="id"
      loading={isFetching && !data}
      loadingText={customers.loading}
      empty={
        // The search text may be what is wrong, so the box stays.
        error && !data ? (
          <Failure error={error} onRetry={refetch} />
        ) : (
          <Empty isFiltered={isFiltered} hasMore={data?.hasMore ?? false} />
        )
      }
      wrapLines={isNarrow}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: customers.title }}
      filter={<Search value={search.search ?? ""} onSearch={(text) => show({ search: text }, true)} />}
      preferences={<PageSize value={page.limit} onChange={(limit) => show({ limit })} />}
      pagination={<Pager search={search} nextCursor={data?.nextCursor ?? undefined} />}
    />
  );
  return (
    <>
      {error && data ? <Stale error={error} onRetry={refetch} /> : null}
      {data && !isFetching && <LiveRegion hidden>{announcement}</LiveRegion>}
      {table}
    </>
  );
}

/** A text that its column may cut; the whole is there on hover. */
const Cut = ({ text }: { text: string }) => (
  <span title={visible(text)}>
    <Text>{text}</Text>
  </span>
);

const NameLink = ({ customer: { id, fullName, email } }: { customer: Customer }) => (
  <PageLink path={`customers/${id}`}>
    <Cut text={fullName || email} />
  </PageLink>
);

/** All columns of a customer one below the other, for a phone. */
function Stacked({ customer }: { customer: Customer }) {
  const { dateTime } = useLocale();
  const { email, externalId, createdAt } = customer;
  return (
    <SpaceBetween size="xxxs">
      <NameLink customer={customer} />
      <Cut text={email} />
      {externalId && <Cut text={externalId} />}
      <CustomerStatus customer={customer} />
      <Box color="text-body-secondary">{dateTime(createdAt)}</Box>
    </SpaceBetween>
  );
}

/** What a screen reader says when a search or another page has been loaded. */
function useAnnouncement({ search, page = 1 }: CustomersSearch, count: number): string {
  const { messages, number } = useLocale();
  const { pager } = messages;
  const values = { page: number(page), count: number(count), search: search ?? "" };
  return fill(search === undefined ? pager.shown : pager.found, values);
}

function useColumns(): TableProps.ColumnDefinition<Customer>[] {
  const { messages, dateTime } = useLocale();
  const isNarrow = useIsNarrow();
  const { fields, common } = messages;
  const columns: Record<FieldIn<"table">, TableProps.ColumnDefinition<Customer>> = {
    fullName: {
      header: fields.fullName,
      isRowHeader: true,
      minWidth: 160,
      maxWidth: 320,
      cell: (customer) => <NameLink customer={customer} />,
    },
    email: { header: fields.email, maxWidth: 300, cell: ({ email }) => <Cut text={email} /> },
    externalId: {
      header: fields.externalId,
      maxWidth: 220,
      cell: ({ externalId }) => (externalId ? <Cut text={externalId} /> : common.none),
    },
    isActive: { header: fields.status, cell: (customer) => <CustomerStatus customer={customer} /> },
    createdAt: { header: fields.createdAt, cell: ({ createdAt }) => dateTime(createdAt) },
  };
  if (isNarrow)
    return [{ id: "fullName", header: fields.fullName, isRowHeader: true, cell: (it) => <Stacked customer={it} /> }];
  return Object.entries(columns).map(([id, column]) => ({ id, ...column }));
}

/**
 * Searches when typing pauses or the box is left. While typing, the text is local state; only a change of the address that
 * does not come from here, such as the tab's history, replaces it.
 */
function Search({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const { messages } = useLocale();
  const [text, setText] = useState(value);
  /** What was searched for from here and is not in the address yet, and before it what is. */
  const searched = useRef([value]);
  const isTyping = text.trim() !== searched.current.at(-1);
  const search = (typed: string) => {
    if (typed.trim() === searched.current.at(-1)) return;
    searched.current.push(typed.trim());
    onSearch(typed.trim());
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the address changes
  useEffect(() => {
    const own = searched.current.lastIndexOf(value);
    searched.current = own === -1 ? [value] : searched.current.slice(own);
    if (own === -1 && !isTyping) setText(value);
  }, [value]);
  return (
    <search onBlur={() => search(text)}>
      <TextFilter
        filteringText={text}
        filteringPlaceholder={messages.customers.search}
        filteringAriaLabel={messages.customers.search}
        onChange={({ detail }) => setText(detail.filteringText)}
        onDelayedChange={({ detail }) => search(detail.filteringText)}
      />
    </search>
  );
}

function PageSize({ value, onChange }: { value: number; onChange: (size: number) => void }) {
  const { messages, number } = useLocale();
  const options = PAGE_SIZES.map((size) => ({
    value: String(size),
    label: fill(messages.customers.perPage, { size: number(size) }),
  }));
  return (
    <Select
      selectedOption={options.find((option) => option.value === String(value)) ?? null}
      options={options}
      onChange={({ detail }) => onChange(Number(detail.selectedOption.value))}
      ariaLabel={messages.customers.pageSize}
    />
  );
}

/** With a filter, a page can be empty although there are more. */
function Empty({ isFiltered, hasMore }: { isFiltered: boolean; hasMore: boolean }) {
  const { customers } = useLocale().messages;
  const [title, hint] = hasMore
    ? [customers.emptyPage, customers.emptyPageHint]
    : isFiltered
      ? [customers.noMatch, customers.noMatchHint]
      : [customers.none, customers.noneHint];
  return (
    <Box textAlign="center" color="inherit">
      <SpaceBetween size="xxs">
        <b>{title}</b>
        <Box variant="p" color="inherit">
          {hint}
        </Box>
      </SpaceBetween>
    </Box>
  );
}
