import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { useLocale } from "../locale.tsx";
import { problemsOf } from "./FormFailure.tsx";
import type { WriteState } from "./useWrite.ts";

/** The name that the API has for a reason in its problems. */
export const REASON = "x-reason";

interface ReasonFieldProps {
  reason: NonNullable<WriteState["reason"]>;
  error: unknown;
}

/** Why somebody makes a change, for who wants to say so: it is shown in the customer's history. */
export function ReasonField({ reason: { text, setText }, error }: ReasonFieldProps) {
  const { messages, problem } = useLocale();
  const { reason: texts } = messages;
  const wrong = problemsOf(error).find(({ field }) => field === REASON);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <ExpandableSection
      headerText={texts.action}
      expanded={isOpen}
      onChange={({ detail }) => setIsOpen(detail.expanded)}
    >
      {isOpen && (
        <FormField label={texts.label} constraintText={texts.hint} errorText={wrong && problem(wrong.message)}>
          <Input value={text} onChange={({ detail }) => setText(detail.value)} />
        </FormField>
      )}
    </ExpandableSection>
  );
}
