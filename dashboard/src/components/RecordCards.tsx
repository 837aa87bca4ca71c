import Cards, { type CardsProps } from "@cloudscape-design/components/cards";
import type { ReactNode } from "react";
import { useLocale } from "../locale.tsx";

/** One thing that a list shows of each of its items. */
export interface Column<Item> {
  id: string;
  header: string;
  /** Undefined where an item has none. */
  cell: (item: Item) => ReactNode;
}

interface RecordCardsProps<Item> {
  items: readonly Item[];
  /** The first is a card's heading. */
  columns: readonly Column<Item>[];
  trackBy: keyof Item & string;
  label: string;
  /** Above the list, and what it says while it loads and if it is empty. */
  frame: Pick<CardsProps<Item>, "header" | "empty" | "loading" | "loadingText" | "filter" | "pagination">;
}

/** For a phone: each item's columns one below the other. */
export function RecordCards<Item>({ items, columns, trackBy, label, frame }: RecordCardsProps<Item>) {
  const { common } = useLocale().messages;
  const [heading, ...others] = columns;
  const cardDefinition: CardsProps.CardDefinition<Item> = {
    header: (item) => heading?.cell(item),
    sections: [
      {
        content: (item) => (
          <dl className="card">
            {others.map(({ id, header, cell }) => (
              <div key={id}>
                <dt>{header}</dt>
                <dd>{cell(item) ?? common.none}</dd>
              </div>
            ))}
          </dl>
        ),
      },
    ],
  };
  return (
    <Cards
      {...frame}
      items={items}
      trackBy={trackBy}
      cardDefinition={cardDefinition}
      cardsPerRow={[{ cards: 1 }]}
      ariaLabels={{ itemSelectionLabel: () => "", selectionGroupLabel: "", cardsLabel: label }}
    />
  );
}
