import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type CreateCustomer as Body, send } from "../api/api.ts";
import { refreshCustomers, sameCustomersQuery } from "../api/customers.ts";
import { changesIn, type FormValues, formOf, isInForm } from "../customerForm.ts";
import { useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { useApi } from "../session.ts";
import { CustomerFields } from "./CustomerFields.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { problemsOf } from "./FormFailure.tsx";
import { Look } from "./Look.tsx";
import { useWrite } from "./useWrite.ts";

/** Creates a customer and shows it. */
export function CreateCustomer({ onClose }: { onClose: () => void }) {
  const { createCustomer } = useLocale().messages;
  const api = useApi();
  const navigate = useNavigate();
  const notify = useNotify();
  const queries = useQueryClient();
  const [values, setValues] = useState<FormValues>(formOf());
  const body: Body = { ...changesIn(values, formOf()), email: values.email.trim() };
  const write = useWrite({
    request: (body: Body, header) => send(api.POST("/api/customers", { params: { header }, body })),
    onDone: ({ body: { data }, status }, wasInDoubt) => {
      refreshCustomers(queries);
      const page = { path: `/customers/${data.id}` };
      if (status === 201) notify(createCustomer.done, page);
      else if (wasInDoubt) notify(createCustomer.isThere, page);
      else notify(createCustomer.existed, { ...page, type: "warning" });
      // It may be open over any page, and the new one's file may have to wait for a network.
      onClose();
      void navigate({ to: "/customers/$id", params: { id: data.id }, ignoreBlocker: true });
    },
  });
  return (
    <FormDialog
      title={createCustomer.title}
      action={createCustomer.submit}
      write={write}
      isDirty={Object.keys(changesIn(values, formOf())).length > 0}
      onSubmit={() => write.submit(body)}
      onClose={onClose}
      look={<LookForCustomer body={body} />}
      isShownInside={isInForm}
    >
      <CustomerFields
        values={values}
        problems={problemsOf(write.error)}
        onChange={(name, value) => setValues({ ...values, [name]: value })}
      />
    </FormDialog>
  );
}

/** The customers that the new one may be: with its id, else with its email. */
function LookForCustomer({ body: { id, email } }: { body: Body }) {
  const { messages, dateTime } = useLocale();
  const { doubt } = messages;
  return (
    <Look query={sameCustomersQuery(useApi(), id ? { externalId: id } : { email: email ?? "" })}>
      {(customers) =>
        customers.length === 0 ? (
          doubt.noCustomer
        ) : (
          <>
            {doubt.customers}
            <ul>
              {customers.map(({ id, fullName, email, createdAt }) => (
                <li key={id}>
                  {fullName || email} ({dateTime(createdAt)})
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Look>
  );
}
