import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { fill, useLocale } from "../locale.tsx";
import { problemsOf } from "./FormFailure.tsx";

/** How long a key lives from now on. */
export const LIVES = ["hour", "day", "week", "month", "quarter", "year"] as const;
export type Life = (typeof LIVES)[number] | "forever";

const HOURS: Readonly<Record<(typeof LIVES)[number], number>> = {
  hour: 1,
  day: 24,
  week: 7 * 24,
  month: 30 * 24,
  quarter: 90 * 24,
  year: 365 * 24,
};
const AN_HOUR_MS = 3_600_000;

/** When a key with this life expires, if it begins now. */
export const endOf = (life: (typeof LIVES)[number]): string =>
  new Date(Date.now() + HOURS[life] * AN_HOUR_MS).toISOString();

interface LifeFieldProps<Value extends Life> {
  values: readonly Value[];
  value: Value;
  error: unknown;
  onChange: (life: Value) => void;
}

/** Chooses when a key expires, and says the moment. */
export function LifeField<Value extends Life>({ values, value, error, onChange }: LifeFieldProps<Value>) {
  const { messages, dateTime, problem } = useLocale();
  const { expiresAt, lives, never, until } = messages.apiKeys;
  const labels: Readonly<Record<Life, string>> = { ...lives, forever: never };
  const options = values.map((life) => ({ value: life, label: labels[life] }));
  const found = problemsOf(error).find(({ field }) => field === "expiresAt");
  return (
    <FormField
      label={expiresAt}
      description={value === "forever" ? undefined : fill(until, { date: dateTime(endOf(value)) })}
      errorText={found && problem(found.message)}
    >
      <Select
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        onChange={({ detail }) => {
          const chosen = values.find((life) => life === detail.selectedOption.value);
          if (chosen) onChange(chosen);
        }}
      />
    </FormField>
  );
}
