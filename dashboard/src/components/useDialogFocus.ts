import type { ButtonProps } from "@cloudscape-design/components/button";
import { type RefObject, useEffect, useRef, useState } from "react";
import { hasField } from "./focus.ts";
import type { WriteState } from "./useWrite.ts";

interface DialogFocus {
  form: RefObject<HTMLFormElement | null>;
  message: RefObject<HTMLDivElement | null>;
  submit: RefObject<ButtonProps.Ref | null>;
  /** The dialog itself may have found something wrong, and sent nothing. */
  onSubmitted: () => void;
}

/**
 * Focus during a dialog's write: on its button while it is under way, because the fields are fixed then; on the first
 * wrong field or on the message when it has failed.
 */
export function useDialogFocus({ isBusy, error }: WriteState): DialogFocus {
  const form = useRef<HTMLFormElement>(null);
  const message = useRef<HTMLDivElement>(null);
  const submit = useRef<ButtonProps.Ref>(null);
  useEffect(() => {
    // Like the form's own first field, which it does not have.
    if (!hasField(form.current)) queueMicrotask(() => submit.current?.focus());
  }, []);
  useEffect(() => {
    if (isBusy) submit.current?.focus();
  }, [isBusy]);
  const [submitted, setSubmitted] = useState(0);
  useEffect(() => {
    if (isBusy || (!error && submitted === 0)) return;
    const wrong = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (wrong) wrong.focus();
    else if (error) message.current?.focus();
  }, [error, submitted, isBusy]);
  return { form, message, submit, onSubmitted: () => setSubmitted((times) => times + 1) };
}
