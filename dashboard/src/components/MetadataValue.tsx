import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { useLocale } from "../locale.tsx";
import { type Kind, kinds, type Row } from "../metadata.ts";

interface ControlProps<Value> {
  row: Row;
  onChange: (value: Value) => void;
}

export function MetadataKey({ row, onChange }: ControlProps<string>) {
  return <Input value={row.key} onChange={({ detail }) => onChange(detail.value)} />;
}

/** Chooses what kind of value a key has. */
export function MetadataKind({ row, onChange }: ControlProps<Kind>) {
  const { metadata } = useLocale().messages;
  const options = kinds.map((kind) => ({ value: kind, label: metadata.kinds[kind] }));
  return (
    <Select
      selectedOption={options.find(({ value }) => value === row.kind) ?? null}
      options={options}
      onChange={({ detail }) => {
        const chosen = kinds.find((kind) => kind === detail.selectedOption.value);
        if (chosen) onChange(chosen);
      }}
    />
  );
}

/** The field for a value. A text with line breaks keeps them: an ordinary field would drop them. */
export function MetadataValue({ row, onChange }: ControlProps<string>) {
  const [hasLines] = useState(/[\r\n]/.test(row.text));
  if (row.kind === "boolean") return <YesOrNo row={row} onChange={onChange} />;
  const field = { value: row.text, onChange: ({ detail }: { detail: { value: string } }) => onChange(detail.value) };
  return hasLines ? <Textarea {...field} /> : <Input {...field} />;
}

function YesOrNo({ row, onChange }: ControlProps<string>) {
  const { common, metadata } = useLocale().messages;
  const options = [
    { value: "true", label: common.yes },
    { value: "false", label: common.no },
  ];
  return (
    <Select
      selectedOption={options.find(({ value }) => value === row.text) ?? null}
      options={options}
      placeholder={metadata.choose}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
    />
  );
}
