import Button from "@cloudscape-design/components/button";
import Input from "@cloudscape-design/components/input";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useEffect, useId, useRef, useState } from "react";
import { useLocale } from "../locale.tsx";
import type { CustomersSearch } from "../pages/customersSearch.ts";

interface CustomerFiltersProps {
  search: CustomersSearch;
  onFilter: (change: Pick<CustomersSearch, "search" | "email" | "externalId">) => void;
}

/** The search box, and on demand what the API finds exactly. All of them together narrow the list. */
export function CustomerFilters({ search, onFilter }: CustomerFiltersProps) {
  const { customers } = useLocale().messages;
  const { email = "", externalId = "" } = search;
  // Once they are there they stay, also when they are emptied.
  const [opened, setOpened] = useState<"byAddress" | "byClick">();
  if (!opened && (email !== "" || externalId !== "")) setOpened("byAddress");
  return (
    <search className="filters">
      <SearchBox value={search.search ?? ""} onFilter={(search) => onFilter({ search })} />
      {opened ? (
        <>
          <ExactFilter
            label={customers.exactEmail}
            value={email}
            onFilter={(email) => onFilter({ email })}
            autoFocus={opened === "byClick"}
          />
          <ExactFilter
            label={customers.exactId}
            value={externalId}
            onFilter={(externalId) => onFilter({ externalId })}
          />
        </>
      ) : (
        <Button variant="inline-link" onClick={() => setOpened("byClick")}>
          {customers.moreFilters}
        </Button>
      )}
    </search>
  );
}

interface FilterProps {
  value: string;
  onFilter: (text: string) => void;
}

function SearchBox(props: FilterProps) {
  const { customers } = useLocale().messages;
  const { text, setText, ask } = useFilterText(props);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it is the box in it that is left
    <div onBlur={() => ask(text)}>
      <TextFilter
        filteringText={text}
        filteringPlaceholder={customers.search}
        filteringAriaLabel={customers.search}
        onChange={({ detail }) => setText(detail.filteringText)}
        onDelayedChange={({ detail }) => ask(detail.filteringText)}
      />
    </div>
  );
}

/** As long as the kit's search box waits. */
const PAUSE_MS = 400;

/** A box for a text that is found only as a whole. */
function ExactFilter({ label, autoFocus = false, ...props }: FilterProps & { label: string; autoFocus?: boolean }) {
  const id = useId();
  const { text, setText, ask } = useFilterText(props);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when something was typed
  useEffect(() => {
    const pause = setTimeout(() => ask(text), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [text]);
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <Input
        controlId={id}
        value={text}
        onChange={({ detail }) => setText(detail.value)}
        onBlur={() => ask(text)}
        autoFocus={autoFocus}
      />
    </div>
  );
}

/**
 * The text of a box that filters when typing pauses or the box is left. While typing, the text is local state; only a change
 * of the address that does not come from here, such as the tab's history, replaces it.
 */
function useFilterText({ value, onFilter }: FilterProps) {
  const [text, setText] = useState(value);
  /** What was asked for from here and is not in the address yet, and before it what is. */
  const asked = useRef([value]);
  const isTyping = text.trim() !== asked.current.at(-1);
  const ask = (typed: string) => {
    if (typed.trim() === asked.current.at(-1)) return;
    asked.current.push(typed.trim());
    onFilter(typed.trim());
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the address changes
  useEffect(() => {
    const own = asked.current.lastIndexOf(value);
    asked.current = own === -1 ? [value] : asked.current.slice(own);
    if (own === -1 && !isTyping) setText(value);
  }, [value]);
  return { text, setText, ask };
}
