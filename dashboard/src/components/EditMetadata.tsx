import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Box from "@cloudscape-design/components/box";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import type { Versioned } from "../api/customers.ts";
import { fill, useLocale } from "../locale.tsx";
import { changesToMetadata, type Row, rowsOf } from "../metadata.ts";
import { useNotify } from "../notifications.tsx";
import { ConflictAlert } from "./ConflictAlert.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { LookAtCustomer } from "./Look.tsx";
import { useSaveCustomer } from "./useSaveCustomer.ts";

interface EditMetadataProps {
  versioned: Versioned;
  onClose: () => void;
}

const MAX_KEYS = 50;

/** Edits metadata key by key: keys that were not edited here stay unchanged, whatever somebody else saves. */
export function EditMetadata({ versioned, onClose }: EditMetadataProps) {
  const { messages } = useLocale();
  const { metadata } = messages;
  const notify = useNotify();
  const [rows, setRows] = useState<readonly Row[]>(rowsOf(versioned.customer.metadata ?? {}));
  const opened = versioned.customer.metadata ?? {};
  const { base, conflict, write } = useSaveCustomer(versioned, () => {
    notify(metadata.done);
    onClose();
  });
  const changes = changesToMetadata(rows, opened);
  const isChanged = Object.keys(changes).length > 0;
  const isTwice = (key: string): boolean => key !== "" && rows.filter((row) => row.key === key).length > 1;
  const edit = (index: number, change: Partial<Row>) =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  return (
    <FormDialog
      title={metadata.title}
      action={messages.common.save}
      write={write}
      isDirty={isChanged}
      isDisabled={!isChanged || rows.some(({ key }) => isTwice(key))}
      onSubmit={() => write.submit({ metadata: changes })}
      onClose={onClose}
      look={<LookAtCustomer base={base} />}
      notice={conflict && <ConflictAlert conflict={conflict} />}
    >
      <Box color="text-body-secondary">{metadata.hint}</Box>
      <AttributeEditor
        items={rows}
        definition={[
          {
            label: metadata.key,
            errorText: ({ key }) => (isTwice(key) ? metadata.twice : undefined),
            control: ({ key }, index) => (
              <Input value={key} onChange={({ detail }) => edit(index, { key: detail.value })} />
            ),
          },
          {
            label: metadata.value,
            control: ({ value }, index) => (
              <Input value={value} onChange={({ detail }) => edit(index, { value: detail.value })} />
            ),
          },
        ]}
        addButtonText={metadata.add}
        removeButtonText={metadata.remove}
        removeButtonAriaLabel={({ key }) => fill(metadata.removeKey, { key })}
        disableAddButton={rows.length >= MAX_KEYS}
        onAddButtonClick={() => setRows([...rows, { key: "", value: "" }])}
        onRemoveButtonClick={({ detail }) => setRows(rows.filter((_row, at) => at !== detail.itemIndex))}
        empty={metadata.none}
      />
    </FormDialog>
  );
}
