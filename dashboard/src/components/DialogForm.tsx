import SpaceBetween from "@cloudscape-design/components/space-between";
import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef } from "react";
import { focusFirstField, focusHeadingIfLost } from "./focus.ts";

interface DialogFormProps {
  id: string;
  element?: RefObject<HTMLFormElement | null>;
  /** Nothing in it can be changed. */
  isFixed: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** The fields of a dialog. The first one has the focus when the dialog opens. */
export function DialogForm({ id, element, isFixed, onSubmit, children }: DialogFormProps) {
  const own = useRef<HTMLFormElement>(null);
  const form = element ?? own;
  useEffect(() => {
    // The kit's dialog focuses its first button, which closes it, in an effect after this one.
    queueMicrotask(() => focusFirstField(form.current));
    // What had the focus before gets it back from the kit, unless the write has removed it.
    return focusHeadingIfLost;
  }, [form]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form ref={form} id={id} onSubmit={submit} noValidate inert={isFixed}>
      <SpaceBetween size="m">{children}</SpaceBetween>
    </form>
  );
}
