import Box from "@cloudscape-design/components/box";
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { useLocale } from "../locale.tsx";
import { focusFirstField } from "./focus.ts";
import type { WriteState } from "./useWrite.ts";

interface DialogActionsProps {
  /** The id of the form that the action submits. */
  form: string;
  action: string;
  write: WriteState;
  isDisabled: boolean;
  submit: RefObject<ButtonProps.Ref | null>;
  onLeave: () => void;
}

/** Leaving and submitting; once it is not known whether the write was carried out, leaving and repeating it. */
export function DialogActions({ form, action, write, isDisabled, submit, onLeave }: DialogActionsProps) {
  const { common, doubt } = useLocale().messages;
  const { isBusy, isInDoubt, repeat } = write;
  const progress = { loading: isBusy, loadingText: common.underWay };
  return (
    <Buttons>
      <Button variant="link" formAction="none" onClick={onLeave} disabled={isBusy}>
        {isInDoubt ? common.close : common.cancel}
      </Button>
      {isInDoubt ? (
        <Button ref={submit} variant="primary" formAction="none" onClick={repeat} {...progress}>
          {doubt.repeat}
        </Button>
      ) : (
        <Button ref={submit} variant="primary" form={form} disabled={isDisabled} {...progress}>
          {action}
        </Button>
      )}
    </Buttons>
  );
}

interface LeavingQuestionProps {
  form: RefObject<HTMLFormElement | null>;
  onStay: () => void;
  onDiscard: () => void;
}

/** Asks before what was typed is lost. */
export function LeavingQuestion({ form, onStay, onDiscard }: LeavingQuestionProps) {
  const { leaving } = useLocale().messages;
  const stay = useRef<ButtonProps.Ref>(null);
  useEffect(() => {
    const field = form.current?.contains(document.activeElement) ? document.activeElement : undefined;
    stay.current?.focus();
    return () => {
      if (field instanceof HTMLElement) field.focus();
      else focusFirstField(form.current);
    };
  }, [form]);
  return (
    <Buttons>
      <LiveRegion assertive>{leaving.question}</LiveRegion>
      <Button formAction="none" onClick={onDiscard}>
        {leaving.discard}
      </Button>
      <Button ref={stay} variant="primary" formAction="none" onClick={onStay}>
        {leaving.stay}
      </Button>
    </Buttons>
  );
}

function Buttons({ children }: { children: ReactNode }) {
  return (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        {children}
      </SpaceBetween>
    </Box>
  );
}
