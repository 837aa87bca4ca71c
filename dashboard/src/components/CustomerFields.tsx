import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import type { FieldProblem } from "../api/failure.ts";
import { ADDRESS_FIELDS, type FieldName, type FormValues, problemOf } from "../customerForm.ts";
import { type FieldIn, moreFields } from "../fields.ts";
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
    documentType: text("documentType", messages.fields.documentType, { optional: true }),
    address: (
      <Folded key="address" title={messages.fields.address} names={ADDRESS_FIELDS} values={values} problems={problems}>
        {ADDRESS_FIELDS.map((name) =>
          text(name, messages.address[name], name === "address.country" ? { hint: form.countryHint } : {}),
        )}
      </Folded>
    ),
    domain: text("domain", messages.fields.domain),
    website: text("website", messages.fields.website),
    language: text("language", messages.fields.language),
    industry: text("industry", messages.fields.industry),
    employeeCount: text("employeeCount", messages.fields.employeeCount),
  };
  const isMore = (name: string) => moreFields.some((more) => more === name);
  return (
    <SpaceBetween size="m">
      {Object.entries(inputs).map(([name, input]) => (isMore(name) ? null : input))}
      <Folded title={form.more} names={moreFields} values={values} problems={problems}>
        {moreFields.map((name) => inputs[name])}
      </Folded>
    </SpaceBetween>
  );
}

interface FoldedProps extends Pick<CustomerFieldsProps, "values" | "problems"> {
  title: string;
  names: readonly FieldName[];
  children: ReactNode;
}

/** Fields that are folded away while there is nothing in them, and never when something is wrong with one. */
function Folded({ title, names, values, problems, children }: FoldedProps) {
  const [isOpen, setIsOpen] = useState(names.some((name) => values[name] !== ""));
  const isWrong = names.some((name) => problemOf(problems, name, String) !== undefined);
  return (
    <ExpandableSection
      headerText={title}
      expanded={isOpen || isWrong}
      onChange={({ detail }) => setIsOpen(detail.expanded)}
    >
      <ColumnLayout columns={2}>{children}</ColumnLayout>
    </ExpandableSection>
  );
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
