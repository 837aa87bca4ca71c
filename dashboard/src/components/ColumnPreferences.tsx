import Checkbox from "@cloudscape-design/components/checkbox";
import CollectionPreferences from "@cloudscape-design/components/collection-preferences";
import { type ColumnChoice, columnIds } from "../columns.ts";
import { useLocale } from "../locale.tsx";
import type { CustomerColumn } from "./useCustomerColumns.tsx";

interface ColumnPreferencesProps {
  columns: readonly CustomerColumn[];
  chosen: ColumnChoice["columns"];
  /** Whether somebody has made a column wider or narrower. */
  isResized: boolean;
  onChoose: (choice: Partial<ColumnChoice>) => void;
}

/** A button, and its dialog: which columns the list shows, in what order and how wide. */
export function ColumnPreferences({ columns, chosen, isResized, onChoose }: ColumnPreferencesProps) {
  const { customers } = useLocale().messages;
  const options = columns.map(({ id, header }) => ({ id, label: header, alwaysVisible: id === "fullName" }));
  return (
    <CollectionPreferences
      title={customers.columns}
      contentDisplayPreference={{ options }}
      preferences={{ contentDisplay: chosen }}
      {...(isResized && {
        customPreference: (isReset: unknown, setIsReset: (isReset: boolean) => void) => (
          <Checkbox checked={isReset === true} onChange={({ detail }) => setIsReset(detail.checked)}>
            {customers.resetWidths}
          </Checkbox>
        ),
      })}
      onConfirm={({ detail: { contentDisplay = [], custom: isReset } }) =>
        onChoose({
          columns: contentDisplay.flatMap((item) =>
            columnIds.filter((id) => id === item.id).map((id) => ({ id, visible: item.visible })),
          ),
          ...(isReset === true && { widths: {} }),
        })
      }
    />
  );
}
