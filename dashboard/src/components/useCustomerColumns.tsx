import type { Customer } from "../api/api.ts";
import type { ColumnId } from "../columns.ts";
import type { FieldIn } from "../fields.ts";
import { useLocale } from "../locale.tsx";
import { CustomerStatus } from "./CustomerStatus.tsx";
import { Moment } from "./Moment.tsx";
import { PageLink } from "./PageLink.tsx";
import type { Column } from "./RecordCards.tsx";
import { SubscriptionStatus } from "./SubscriptionStatus.tsx";
import { Text, visible } from "./Text.tsx";

/** One thing that the list shows of a customer. */
export interface CustomerColumn extends Column<Customer> {
  id: ColumnId;
  /** In pixels, until somebody resizes it. */
  width: number;
}

/** A text that its cell may cut: the whole is there on hover, and where the cell has the focus. */
const Cut = ({ text }: { text: string }) => (
  <span className="cut" title={visible(text)}>
    <Text>{text}</Text>
  </span>
);

const cut = (text: string | null | undefined) => (text ? <Cut text={text} /> : undefined);

/** The customer's name, which leads to its page. */
const CustomerLink = ({ customer: { id, fullName, email } }: { customer: Customer }) => (
  <PageLink path={`customers/${id}`}>
    <Cut text={fullName || email} />
  </PageLink>
);

/** The columns of the list, in no order. Each field of the table has its own, or those of its parts. */
export function useCustomerColumns(): CustomerColumn[] {
  const { messages, country } = useLocale();
  const { fields, address, subscription: texts } = messages;
  const column = (id: ColumnId, header: string, width: number, cell: CustomerColumn["cell"]) => ({
    id,
    header,
    width,
    cell,
  });
  const columns: Record<FieldIn<"table">, readonly CustomerColumn[]> = {
    fullName: [column("fullName", fields.fullName, 190, (customer) => <CustomerLink customer={customer} />)],
    email: [column("email", fields.email, 220, ({ email }) => cut(email))],
    externalId: [column("externalId", fields.externalId, 150, ({ externalId }) => cut(externalId))],
    domain: [column("domain", fields.domain, 180, ({ domain }) => cut(domain))],
    address: [
      column("country", address["address.country"], 150, ({ address }) => cut(address && country(address.country))),
    ],
    isActive: [column("isActive", fields.status, 130, (customer) => <CustomerStatus customer={customer} />)],
    createdAt: [column("createdAt", fields.createdAt, 190, ({ createdAt }) => <Moment iso={createdAt} />)],
    updatedAt: [column("updatedAt", fields.updatedAt, 190, ({ updatedAt }) => <Moment iso={updatedAt} />)],
    subscription: [
      // An API that is older than this page does not tell: that is not none.
      column("plan", texts.plan, 120, ({ subscription }) =>
        subscription === undefined ? "" : cut(subscription?.planName),
      ),
      column("subscription", fields.subscription, 140, ({ subscription }) => {
        if (subscription === undefined) return "";
        return subscription ? <SubscriptionStatus status={subscription.status} /> : undefined;
      }),
    ],
  };
  return Object.values(columns).flat();
}
