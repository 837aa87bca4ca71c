import Button from "@cloudscape-design/components/button";
import type { ParkedCustomer } from "../api/api.ts";
import { fill, useLocale } from "../locale.tsx";
import { Moment } from "./Moment.tsx";
import { PageLink } from "./PageLink.tsx";
import type { Column } from "./RecordCards.tsx";
import { Records } from "./Records.tsx";
import { useWriteButton } from "./useScope.ts";

interface Actions {
  /** Whether something is being sent. */
  isBusy: boolean;
  onRedrive: (customerId: string) => void;
}

interface ParkedTableProps extends Actions {
  /** The subscriber's. */
  name: string;
  customers: readonly ParkedCustomer[];
}

/** The customers whose events wait for a subscriber. */
export function ParkedTable({ name, customers, ...actions }: ParkedTableProps) {
  const { subscribers: texts } = useLocale().messages;
  return (
    <Records
      isEmbedded
      columns={useColumns(actions)}
      items={customers}
      trackBy="customerId"
      label={fill(texts.tableLabel, { name })}
      none={texts.nothing}
    />
  );
}

function useColumns({ isBusy, onRedrive }: Actions): Column<ParkedCustomer>[] {
  const { subscribers: texts } = useLocale().messages;
  const allowed = useWriteButton();
  return [
    {
      id: "customerId",
      header: texts.customer,
      cell: ({ customerId }) => <PageLink path={`customers/${customerId}`}>{customerId}</PageLink>,
    },
    { id: "parkedAt", header: texts.since, cell: ({ parkedAt }) => <Moment iso={parkedAt} /> },
    { id: "fromSequence", header: texts.from, cell: ({ fromSequence }) => fromSequence },
    {
      id: "reason",
      header: texts.reason,
      cell: ({ reason, failedRedrives }) => (
        <>
          {reason ? texts.reasons[reason] : texts.noReason}
          {failedRedrives > 0 && ` ${fill(texts.failedRedrives, { count: failedRedrives })}`}
        </>
      ),
    },
    {
      id: "actions",
      header: texts.actions,
      cell: ({ customerId }) => (
        <Button
          variant="inline-link"
          ariaLabel={fill(texts.redrive.oneLabel, { id: customerId })}
          onClick={() => onRedrive(customerId)}
          {...(isBusy ? { disabled: true, disabledReason: texts.redrive.begun } : allowed)}
        >
          {texts.redrive.one}
        </Button>
      ),
    },
  ];
}
