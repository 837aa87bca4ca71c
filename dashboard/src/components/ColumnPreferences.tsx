import CollectionPreferences from "@cloudscape-design/components/collection-preferences";
import { type ColumnChoice, columnIds } from "../columns.ts";
import { useLocale } from "../locale.tsx";
import type { CustomerColumn } from "./useCustomerColumns.tsx";

interface ColumnPreferencesProps {
  columns: readonly CustomerColumn[];
  chosen: ColumnChoice["columns"];
  onChoose: (columns: ColumnChoice["columns"]) => void;
}

/** A button, and its dialog: which columns the list shows, and in what order. */
export function ColumnPreferences({ columns, chosen, onChoose }: ColumnPreferencesProps) {
  const { customers } = useLocale().messages;
  const options = columns.map(({ id, header }) => ({ id, label: header, alwaysVisible: id === "fullName" }));
  return (
    <CollectionPreferences
      title={customers.columns}
      contentDisplayPreference={{ options }}
      preferences={{ contentDisplay: chosen }}
      onConfirm={({ detail: { contentDisplay = [] } }) =>
        onChoose(
          contentDisplay.flatMap((item) =>
            columnIds.filter((id) => id === item.id).map((id) => ({ id, visible: item.visible })),
          ),
        )
      }
    />
  );
}
