import AttributeEditor, { type AttributeEditorProps } from "@cloudscape-design/components/attribute-editor";
import { useState } from "react";
import type { Versioned } from "../api/customers.ts";
import { fill, useLocale } from "../locale.tsx";
import { changesToMetadata, isChanged, newRow, problemOfRow, type Row, type RowProblem, rowsOf } from "../metadata.ts";
import { useNotify } from "../notifications.tsx";
import { ConflictAlert } from "./ConflictAlert.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { problemsOf } from "./FormFailure.tsx";
import { LookAtCustomer } from "./Look.tsx";
import { MetadataKey, MetadataKind, MetadataValue } from "./MetadataValue.tsx";
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
  const opened = versioned.customer.metadata ?? {};
  const [rows, setRows] = useState<readonly Row[]>(rowsOf(opened));
  // What is still being typed is not wrong yet.
  const [isChecked, setIsChecked] = useState(false);
  const { base, conflict, write } = useSaveCustomer(versioned, () => {
    notify(metadata.done);
    onClose();
  });
  const submit = () => {
    setIsChecked(true);
    if (rows.some((row) => problemOfRow(row, rows))) return;
    write.submit({ metadata: changesToMetadata(rows, opened) });
  };
  const edit = (index: number, change: Partial<Row>) =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  const definition = useDefinition({ rows, isChecked, error: write.error, edit });
  return (
    <FormDialog
      title={metadata.title}
      action={messages.common.save}
      size="large"
      write={write}
      isDirty={isChanged(rows, opened)}
      isDisabled={!isChanged(rows, opened)}
      onSubmit={submit}
      onClose={onClose}
      look={<LookAtCustomer base={base} />}
      notice={conflict && <ConflictAlert conflict={conflict} action={messages.common.save} />}
      isShownInside={(field) => rows.some(({ key }) => fieldOf(key) === field)}
    >
      <AttributeEditor
        items={rows}
        definition={definition}
        addButtonText={metadata.add}
        removeButtonText={metadata.remove}
        removeButtonAriaLabel={({ key }) => fill(metadata.removeKey, { key })}
        disableAddButton={rows.length >= MAX_KEYS}
        onAddButtonClick={() => setRows([...rows, newRow])}
        onRemoveButtonClick={({ detail }) => setRows(rows.filter((_row, at) => at !== detail.itemIndex))}
        empty={metadata.none}
      />
    </FormDialog>
  );
}

/** The name that the API has for a key in its problems. */
const fieldOf = (key: string): string => `metadata.${key}`;

interface DefinitionInput {
  rows: readonly Row[];
  isChecked: boolean;
  error: unknown;
  edit: (index: number, change: Partial<Row>) => void;
}

/** The columns: key, kind, value. A problem stands below the field that it is about. */
function useDefinition({ rows, isChecked, error, edit }: DefinitionInput) {
  const { messages, problem: inLanguage } = useLocale();
  const { metadata } = messages;
  const textOf = ({ problem, ...values }: RowProblem) => fill(metadata.problems[problem], values);
  const problemAt = (row: Row, isOfKey: boolean): string | undefined => {
    const found = isChecked ? problemOfRow(row, rows) : undefined;
    if (found) return isOfKey === isKeyProblem(found) ? textOf(found) : undefined;
    const reported = problemsOf(error).find(({ field }) => field === fieldOf(row.key));
    return reported && !isOfKey ? inLanguage(reported.message) : undefined;
  };
  const definition: AttributeEditorProps.FieldDefinition<Row>[] = [
    {
      label: metadata.key,
      errorText: (row) => problemAt(row, true),
      control: (row, index) => <MetadataKey row={row} onChange={(key) => edit(index, { key })} />,
    },
    {
      label: metadata.kind,
      control: (row, index) => <MetadataKind row={row} onChange={(kind) => edit(index, { kind })} />,
    },
    {
      label: metadata.value,
      errorText: (row) => problemAt(row, false),
      control: (row, index) => <MetadataValue row={row} onChange={(text) => edit(index, { text })} />,
    },
  ];
  return definition;
}

const isKeyProblem = ({ problem }: RowProblem): boolean => problem === "keyMissing" || problem === "twice";
