import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { UseQueryResult } from "@tanstack/react-query";
import { type FormEvent, type RefObject, useId, useRef, useState } from "react";
import type { Versioned } from "../api/customers.ts";
import { fill, useLocale } from "../locale.tsx";
import { localOf, type MomentsSearch, momentOf } from "../moments.ts";

interface MomentFieldsProps {
  moments: MomentsSearch;
  /** Loads the customer as it is now. */
  refetch: UseQueryResult<Versioned>["refetch"];
  onShow: (moments: MomentsSearch) => void;
}

/** Chooses a moment, and another one to compare it with. */
export function MomentFields({ moments, refetch, onShow }: MomentFieldsProps) {
  const { asOf: texts } = useLocale().messages;
  const [opened] = useState(() => localOf(new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString()));
  // What is typed; else the fields say what the address says.
  const [typed, setTyped] = useState<{ first?: string; second?: string }>({});
  const [isChecked, setIsChecked] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const [first, second] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const firstText = typed.first ?? (moments.asOf ? localOf(moments.asOf) : opened);
  const secondText = typed.second ?? (moments.comparedWith ? localOf(moments.comparedWith) : "");
  const show = (comparedWith: string | undefined) => {
    const asOf = momentOf(firstText);
    setIsChecked(asOf === undefined);
    if (asOf === undefined) return first.current?.focus();
    setTyped({});
    onShow({ asOf, ...(comparedWith && { comparedWith }) });
  };
  const compareWithNow = async () => {
    setIsAsking(true);
    const { data } = await refetch();
    setIsAsking(false);
    // Since its last change it is as it is now. The clock of this device may be ahead of the API's.
    if (data) show(data.customer.updatedAt);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A field that is filled in part has no value.
    const isHalf = second.current?.validity.badInput ?? false;
    setIsChecked(isHalf);
    if (isHalf) second.current?.focus();
    else show(momentOf(secondText));
  };
  return (
    <form onSubmit={submit} noValidate className="on-screen">
      <SpaceBetween size="m">
        <div className="moments">
          <MomentField
            label={texts.moment}
            field={first}
            text={firstText}
            isMissing={isChecked && momentOf(firstText) === undefined}
            onChange={(first) => setTyped({ ...typed, first })}
          />
          <MomentField
            label={texts.second}
            isOptional
            field={second}
            text={secondText}
            isMissing={isChecked && momentOf(firstText) !== undefined}
            onChange={(second) => setTyped({ ...typed, second })}
          />
        </div>
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="primary">{texts.show}</Button>
          <Button formAction="none" loading={isAsking} onClick={compareWithNow}>
            {texts.compareWithNow}
          </Button>
          {moments.comparedWith && (
            <Button formAction="none" onClick={() => show(undefined)}>
              {texts.doNotCompare}
            </Button>
          )}
        </SpaceBetween>
      </SpaceBetween>
    </form>
  );
}

interface MomentFieldProps {
  label: string;
  isOptional?: boolean;
  field: RefObject<HTMLInputElement | null>;
  text: string;
  isMissing: boolean;
  onChange: (text: string) => void;
}

/** A field of the browser's own for a day and a time in the reader's zone, which says the same in UTC. */
function MomentField({ label, isOptional = false, field, text, isMissing, onChange }: MomentFieldProps) {
  const { messages, preciseTimeInUtc, timeZone } = useLocale();
  const { asOf: texts, common } = messages;
  const id = useId();
  const moment = momentOf(text);
  const inUtc = moment === undefined || timeZone === "UTC" ? "" : preciseTimeInUtc(moment);
  return (
    <div className="key-field">
      <label htmlFor={id}>
        {label} {isOptional && <i>({common.optional})</i>}
      </label>
      <input
        ref={field}
        id={id}
        type="datetime-local"
        step="1"
        value={text}
        onChange={({ target }) => onChange(target.value)}
        aria-invalid={isMissing}
        aria-describedby={`${id}-error ${id}-zone`}
      />
      <p className="error" id={`${id}-error`} role="alert">
        {isMissing && texts.missing}
      </p>
      <p className="hint" id={`${id}-zone`}>
        {fill(texts.zone, { zone: timeZone })} {inUtc}
      </p>
    </div>
  );
}
