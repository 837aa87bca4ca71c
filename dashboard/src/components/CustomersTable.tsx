import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import type { Customer } from "../api/api.ts";
import { customersQuery } from "../api/customers.ts";
import type { ColumnChoice, ColumnId } from "../columns.ts";
import { fill, useLocale } from "../locale.tsx";
import { fileOf } from "../missingFiles.ts";
import { type CustomersSearch, NO_FILTER, PAGE_SIZES, pageOf } from "../pages/customersSearch.ts";
import { useApi } from "../session.ts";
import { CustomerFilters } from "./CustomerFilters.tsx";
import { Failure } from "./Failure.tsx";
import { focusHeading } from "./focus.ts";
import { Stale } from "./Loaded.tsx";
import { Pager } from "./Pager.tsx";
import { RecordCards } from "./RecordCards.tsx";
import { useColumnChoice } from "./useColumnChoice.ts";
import { type CustomerColumn, useCustomerColumns } from "./useCustomerColumns.tsx";
import { useIsNarrow } from "./useIsNarrow.ts";

const ColumnPreferences = lazy(async () => ({
  default: (await fileOf(import("./ColumnPreferences.tsx"))).ColumnPreferences,
}));

interface CustomersTableProps {
  search: CustomersSearch;
  /** Shows another part of the list. `replace` replaces the current entry in the tab's history. */
  show: (change: Record<string, unknown>, replace?: boolean) => unknown;
}

/** The customers that the address asks for: a table, or cards on a phone. */
export function CustomersTable({ search, show }: CustomersTableProps) {
  const { customers } = useLocale().messages;
  const page = pageOf(search);
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(customersQuery(useApi(), page));
  const columns = useCustomerColumns();
  const { choice, choose } = useColumnChoice();
  const isNarrow = useIsNarrow();
  const { round, startAnew } = useRounds();
  const announcement = useAnnouncement(search, data?.data.length ?? 0);
  const List = isNarrow ? CustomerCards : CustomerRows;
  return (
    // The rows of the page before stay until those of the next one are there.
    <div aria-busy={isPlaceholderData} key={round}>
      {error && data ? <Stale error={error} onRetry={refetch} /> : null}
      {data && !isFetching && <LiveRegion hidden>{announcement}</LiveRegion>}
      <List
        items={data?.data ?? []}
        columns={columns}
        choice={choice}
        onResize={(widths) => choose({ widths })}
        loading={isFetching && (isPlaceholderData ? data?.data.length === 0 : !data)}
        loadingText={customers.loading}
        empty={
          // The search text may be what is wrong, so the box stays.
          error && !data ? (
            <Failure error={error} onRetry={refetch} />
          ) : (
            <Empty search={search} hasMore={data?.hasMore ?? false} onClear={() => show(NO_FILTER)} />
          )
        }
        filter={<CustomerFilters search={search} onFilter={(change) => show(change, true)} />}
        preferences={
          <SpaceBetween direction="horizontal" size="xs">
            <PageSize value={page.limit} onChange={(limit) => show({ limit })} />
            {/* Not before the rows: it would keep them waiting. */}
            <Suspense fallback={<PreferencesToCome />}>
              {data ? (
                <ColumnPreferences
                  columns={columns}
                  chosen={choice.columns}
                  isResized={!isNarrow && Object.keys(choice.widths).length > 0}
                  onChoose={(change) => {
                    choose(change);
                    if (change.widths) startAnew();
                  }}
                />
              ) : (
                <PreferencesToCome />
              )}
            </Suspense>
          </SpaceBetween>
        }
        pagination={
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            {isPlaceholderData && <StatusIndicator type="loading">{customers.loading}</StatusIndicator>}
            <Pager search={search} nextCursor={data?.nextCursor ?? undefined} isLoading={isPlaceholderData} />
          </SpaceBetween>
        }
      />
    </div>
  );
}

/** The kit's table looks at the widths that it is given when it begins. */
function useRounds() {
  const [round, setRound] = useState(0);
  useEffect(() => {
    // What had the focus is gone with the table before.
    if (round > 0) setTimeout(() => document.activeElement === document.body && focusHeading());
  }, [round]);
  return { round, startAnew: () => setRound(round + 1) };
}

interface ListProps {
  items: readonly Customer[];
  columns: readonly CustomerColumn[];
  choice: ColumnChoice;
  onResize: (widths: ColumnChoice["widths"]) => void;
  loading: boolean;
  loadingText: string;
  empty: ReactNode;
  filter: ReactNode;
  preferences: ReactNode;
  pagination: ReactNode;
}

function CustomerRows({ columns, choice, onResize, ...list }: ListProps) {
  const { customers, common } = useLocale().messages;
  const columnDefinitions = columns.map(
    ({ id, header, width, cell }): TableProps.ColumnDefinition<Customer> => ({
      id,
      header,
      width: choice.widths[id] ?? width,
      minWidth: 80,
      isRowHeader: id === "fullName",
      cell: (customer) => cell(customer) ?? common.none,
    }),
  );
  return (
    <Table
      {...list}
      variant="borderless"
      trackBy="id"
      columnDefinitions={columnDefinitions}
      columnDisplay={choice.columns}
      resizableColumns
      onColumnWidthsChange={({ detail }) => onResize(resized(columns, choice.widths, detail.widths))}
      stickyHeader
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: customers.title }}
    />
  );
}

/** The widths that somebody has chosen, after one of them has changed. */
function resized(
  columns: readonly CustomerColumn[],
  chosen: ColumnChoice["widths"],
  widths: readonly number[],
): ColumnChoice["widths"] {
  const changed = columns.flatMap(({ id, width }, i): [ColumnId, number][] => {
    const now = Math.round(widths[i] ?? width);
    return now === (chosen[id] ?? width) ? [] : [[id, now]];
  });
  return { ...chosen, ...Object.fromEntries(changed) };
}

/** For a phone: the chosen columns of each customer, below its name. The tools have no room in one row. */
function CustomerCards({ items, columns, choice, onResize, pagination, preferences, ...frame }: ListProps) {
  const { customers } = useLocale().messages;
  const byId = (wanted: ColumnId) => columns.filter(({ id }) => id === wanted);
  const shown = choice.columns.flatMap(({ id, visible }) => (visible && id !== "fullName" ? byId(id) : []));
  return (
    <RecordCards
      items={items}
      columns={[...byId("fullName"), ...shown]}
      trackBy="id"
      label={customers.title}
      frame={{
        ...frame,
        pagination: (
          <SpaceBetween direction="horizontal" size="xs">
            {pagination}
            {preferences}
          </SpaceBetween>
        ),
      }}
    />
  );
}

/** What a screen reader says when a search or another page has been loaded. */
function useAnnouncement({ search, email, externalId, page = 1 }: CustomersSearch, count: number): string {
  const { messages, number } = useLocale();
  const { pager } = messages;
  const filters = [search, email, externalId].filter((text) => text !== undefined).join(", ");
  const values = { page: number(page), count: number(count), search: filters };
  return fill(filters === "" ? pager.shown : pager.found, values);
}

/** In place of the button whose code has not arrived. */
function PreferencesToCome() {
  const { customers } = useLocale().messages;
  return <Button variant="icon" iconName="settings" disabled ariaLabel={customers.columns} />;
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

interface EmptyProps {
  search: CustomersSearch;
  hasMore: boolean;
  onClear: () => void;
}

/** With a filter, a page can be empty although there are more. */
function Empty({ search: { search, email, externalId, status }, hasMore, onClear }: EmptyProps) {
  const { customers } = useLocale().messages;
  const isExact = email !== undefined || externalId !== undefined;
  const isFiltered = isExact || search !== undefined || status !== undefined;
  const [title, hint] = hasMore
    ? [customers.emptyPage, customers.emptyPageHint]
    : isFiltered
      ? [customers.noMatch, isExact ? customers.noExactMatchHint : customers.noMatchHint]
      : [customers.none, customers.noneHint];
  return (
    <Box textAlign="center" color="inherit">
      <SpaceBetween size="xxs">
        <b>{title}</b>
        <Box variant="p" color="inherit">
          {hint}
        </Box>
        {isFiltered && !hasMore && <Button onClick={onClear}>{customers.showAll}</Button>}
      </SpaceBetween>
    </Box>
  );
}
