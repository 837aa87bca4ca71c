import Box from "@cloudscape-design/components/box";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import { useLocale } from "../locale.tsx";
import { type Column, RecordCards } from "./RecordCards.tsx";
import { useIsNarrow } from "./useIsNarrow.ts";

interface RecordsProps<Item> {
  items: readonly Item[];
  /** The first one names an item. */
  columns: readonly Column<Item>[];
  trackBy: keyof Item & string;
  label: string;
  /** What is said without any. */
  none: string;
  header?: ReactNode;
  /** Whether it is inside a box already. */
  isEmbedded?: boolean;
}

/** A short list: a table, or cards on a phone. */
export function Records<Item>({ items, columns, trackBy, label, none, header, isEmbedded }: RecordsProps<Item>) {
  const { common } = useLocale().messages;
  const empty = <Box textAlign="center">{none}</Box>;
  const isNarrow = useIsNarrow();
  if (isNarrow) return <RecordCards {...{ items, columns, trackBy, label }} frame={{ header, empty }} />;
  const columnDefinitions = columns.map(
    ({ id, header, cell }, at): TableProps.ColumnDefinition<Item> => ({
      id,
      header,
      isRowHeader: at === 0,
      cell: (item) => cell(item) ?? common.none,
    }),
  );
  return (
    <Table
      variant={isEmbedded ? "embedded" : "container"}
      header={header}
      columnDefinitions={columnDefinitions}
      items={items}
      trackBy={trackBy}
      wrapLines
      ariaLabels={{ tableLabel: label }}
      empty={empty}
    />
  );
}
