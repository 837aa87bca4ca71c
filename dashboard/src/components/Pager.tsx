import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { fill, useLocale } from "../locale.tsx";
import { type CustomersSearch, readCustomersSearch } from "../pages/customersSearch.ts";

interface PagerProps {
  search: CustomersSearch;
  /** The next page's cursor, if there is a next page. */
  nextCursor: string | undefined;
  /** Whether what is shown is still the page before: what follows it is not known. */
  isLoading: boolean;
}

/**
 * Steps through pages that only know the next one. The pages before are in the tab's history, not in the address: a
 * colleague who opens the address sees the same page, and can go on or go to the first page.
 */
export function Pager({ search, nextCursor, isLoading }: PagerProps) {
  const { messages, number } = useLocale();
  const navigate = useNavigate({ from: "/customers" });
  const earlierCursors = useRouterState({ select: ({ location }) => location.state.earlierCursors ?? [] });
  const { cursor, page = 1 } = search;
  const show = (cursor: string | undefined, page: number, earlierCursors: string[]) =>
    navigate({ search: readCustomersSearch({ ...search, cursor, page }), state: { earlierCursors } });
  const isWayKnown = page === 2 || earlierCursors.length > 0;
  return (
    <SpaceBetween direction="horizontal" size="xxs" alignItems="center">
      <Button
        variant="icon"
        iconName="angle-left-double"
        ariaLabel={messages.pager.first}
        {...disabledWith(page === 1 && messages.pager.isFirst)}
        onClick={() => show(undefined, 1, [])}
      />
      <Button
        variant="icon"
        iconName="angle-left"
        ariaLabel={messages.pager.previous}
        {...disabledWith(page === 1 ? messages.pager.isFirst : !isWayKnown && messages.pager.isUnknown)}
        onClick={() => show(earlierCursors.at(-1), page - 1, earlierCursors.slice(0, -1))}
      />
      <Box>{fill(messages.pager.page, { page: number(page) })}</Box>
      <Button
        variant="icon"
        iconName="angle-right"
        ariaLabel={messages.pager.next}
        {...disabledWith(isLoading ? messages.customers.loading : nextCursor === undefined && messages.pager.isLast)}
        onClick={() => show(nextCursor, page + 1, cursor === undefined ? [] : [...earlierCursors, cursor])}
      />
    </SpaceBetween>
  );
}

/** A button that says why it does nothing also keeps the focus that it has. */
const disabledWith = (reason: string | false) =>
  reason === false ? { disabled: false } : { disabled: true, disabledReason: reason };
