import type { ButtonProps } from "@cloudscape-design/components/button";
import { type RefObject, useEffect, useRef } from "react";
import type { WriteState } from "./useWrite.ts";

interface DialogFocus {
  form: RefObject<HTMLFormElement | null>;
  message: RefObject<HTMLDivElement | null>;
  submit: RefObject<ButtonProps.Ref | null>;
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
    if (isBusy) submit.current?.focus();
  }, [isBusy]);
  useEffect(() => {
    if (!error) return;
    const wrong = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    (wrong ?? message.current)?.focus();
  }, [error]);
  return { form, message, submit };
}
