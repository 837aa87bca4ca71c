import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useState } from "react";
import { type Separator, separators } from "../csv.ts";
import { hasDecimalComma } from "../formats.ts";
import { useLocale } from "../locale.tsx";

const STORED_AS = "clientela.separator";

const isSeparator = (text: string | null): text is Separator => text !== null && Object.hasOwn(separators, text);

/** The separator that was chosen last, or else the one that the reader's region makes likely. */
export function useSeparator(): [Separator, (separator: Separator) => void] {
  const locale = useLocale();
  const [separator, setSeparator] = useState((): Separator => {
    const stored = localStorage.getItem(STORED_AS);
    if (isSeparator(stored)) return stored;
    return hasDecimalComma(locale) ? "semicolon" : "comma";
  });
  const choose = (next: Separator) => {
    localStorage.setItem(STORED_AS, next);
    setSeparator(next);
  };
  return [separator, choose];
}

interface SeparatorFieldProps {
  value: Separator;
  onChange: (separator: Separator) => void;
}

/** Chooses what stands between the cells of a file. */
export function SeparatorField({ value, onChange }: SeparatorFieldProps) {
  const { exporting } = useLocale().messages;
  return (
    <FormField label={exporting.separator} description={exporting.separatorHint}>
      <RadioGroup
        value={value}
        items={Object.entries(exporting.separators).map(([value, label]) => ({ value, label }))}
        onChange={({ detail }) => isSeparator(detail.value) && onChange(detail.value)}
      />
    </FormField>
  );
}
