import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { FieldProblem } from "../api/failure.ts";
import { ADDRESS_FIELDS, type FieldName, type FormValues, problemOf } from "../customerForm.ts";
import type { FieldIn } from "../fields.ts";
import { useLocale } from "../locale.tsx";

interface CustomerFieldsProps {
  values: FormValues;
  onChange: (name: FieldName, value: string) => void;
  /** The problems that the API reported for the last attempt. */
  problems: readonly FieldProblem[];
  /** The customer's own id never changes once it is set. */
  isIdFixed?: boolean;
}

/** The form fields for creating and editing a customer. */
export function CustomerFields({ values, onChange, problems, isIdFixed = false }: CustomerFieldsProps) {
  const { messages, problem } = useLocale();
  const { form } = messages;
  const text = (name: FieldName, label: string, extra: { hint?: string; optional?: boolean } = {}) => (
    <FormField
      key={name}
      label={extra.optional ? <Optional label={label} /> : label}
      constraintText={extra.hint}
      errorText={problemOf(problems, name, problem)}
    >
      <Input value={values[name]} onChange={({ detail }) => onChange(name, detail.value)} />
    </FormField>
  );
  const inputs: Record<FieldIn<"form">, ReactNode> = {
    email: text("email", messages.fields.email),
    fullName: text("fullName", messages.fields.fullName, { optional: true }),
    externalId: !isIdFixed && text("id", messages.fields.externalId, { hint: form.externalIdHint, optional: true }),
    timezone: (
      <FormField
        key="timezone"
        label={<Optional label={messages.fields.timezone} />}
        errorText={problemOf(problems, "timezone", problem)}
      >
        <TimeZone value={values.timezone} onChange={(value) => onChange("timezone", value)} />
      </FormField>
    ),
    taxDocument: text("taxDocument", messages.fields.taxDocument, { optional: true }),
    address: (
      <ExpandableSection
        key="address"
        headerText={messages.fields.address}
        defaultExpanded={values["address.line1"] !== ""}
      >
        <ColumnLayout columns={2}>
          {ADDRESS_FIELDS.map((name) =>
            text(name, messages.address[name], name === "address.country" ? { hint: form.countryHint } : {}),
          )}
        </ColumnLayout>
      </ExpandableSection>
    ),
  };
  return <SpaceBetween size="m">{Object.values(inputs)}</SpaceBetween>;
}

function Optional({ label }: { label: string }) {
  const { common } = useLocale().messages;
  return (
    <>
      {label} <i>({common.optional})</i>
    </>
  );
}

const TIME_ZONES = Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value }));

function TimeZone({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { common, form } = useLocale().messages;
  const none = { value: "", label: common.none };
  return (
    <Select
      selectedOption={value === "" ? none : { value, label: value }}
      options={[none, ...TIME_ZONES]}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
      filteringType="auto"
      filteringAriaLabel={form.findTimeZone}
      filteringPlaceholder={form.findTimeZone}
      virtualScroll
    />
  );
}
