import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { type CreateCustomer as Body, send } from "../api/api.ts";
import { changesIn, type FormValues, formOf } from "../customerForm.ts";
import { useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { useApi } from "../session.tsx";
import { CustomerFields } from "./CustomerFields.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { FormFailure, problemsOf } from "./FormFailure.tsx";

/** Creates a customer and shows it. */
export function CreateCustomer({ onClose }: { onClose: () => void }) {
  const { createCustomer } = useLocale().messages;
  const api = useApi();
  const navigate = useNavigate();
  const notify = useNotify();
  const queries = useQueryClient();
  const keyFor = useIdempotencyKey();
  const [values, setValues] = useState<FormValues>(formOf());
  const create = useMutation({
    mutationFn: (body: Body) => {
      const header = { "Idempotency-Key": keyFor(body) };
      return send(api.POST("/api/customers", { params: { header }, body }));
    },
    onSuccess: async ({ body, status }) => {
      await queries.invalidateQueries({ queryKey: ["customers"] });
      notify(status === 201 ? createCustomer.done : createCustomer.existed);
      await navigate({ to: "/customers/$id", params: { id: body.data.id } });
    },
  });
  return (
    <FormDialog
      title={createCustomer.title}
      action={createCustomer.submit}
      isBusy={create.isPending}
      onSubmit={() => create.mutate({ ...changesIn(values, formOf()), email: values.email })}
      onClose={onClose}
    >
      <FormFailure error={create.error} />
      <CustomerFields
        values={values}
        problems={problemsOf(create.error)}
        onChange={(name, value) => setValues({ ...values, [name]: value })}
      />
    </FormDialog>
  );
}

/** The same key for the same customer, so that a retry after a lost answer does not create a second one. */
function useIdempotencyKey(): (body: Body) => string {
  const last = useRef({ body: "", key: "" });
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current.body !== text) last.current = { body: text, key: crypto.randomUUID() };
    return last.current.key;
  };
}
