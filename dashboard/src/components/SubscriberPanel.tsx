import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Subscriber } from "../api/api.ts";
import { parkedQuery } from "../api/subscribers.ts";
import { fill, useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";
import { Loaded } from "./Loaded.tsx";
import { OlderButton } from "./OlderButton.tsx";
import { ParkedTable } from "./ParkedTable.tsx";
import { RedriveStatus } from "./RedriveStatus.tsx";
import { useCount } from "./useParked.ts";
import { useRedrive } from "./useRedrive.ts";
import { useWriteButton } from "./useScope.ts";

/** A subscriber: what it gets, what waits for it, and sending that. */
export function SubscriberPanel({ subscriber: { name, events, parked } }: { subscriber: Subscriber }) {
  const { messages } = useLocale();
  const { subscribers: texts } = messages;
  const { start, stop, ...redrive } = useRedrive();
  const allowed = useWriteButton();
  const isParked = parked.customers > 0;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={fill(texts.gets, { events: events.map((event) => messages.events[event]).join(", ") })}
          actions={
            isParked && (
              <Button
                ariaLabel={fill(texts.redrive.allLabel, { name })}
                loading={redrive.isRunning}
                onClick={() => start({ name })}
                {...allowed}
              >
                {texts.redrive.all}
              </Button>
            )
          }
        >
          {name}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <State parked={parked} />
        <RedriveStatus {...redrive} onStop={stop} />
        {isParked && (
          <Parked name={name} onRedrive={(customerId) => start({ name, customerId })} isBusy={redrive.isRunning} />
        )}
      </SpaceBetween>
    </Container>
  );
}

function State({ parked: { customers, hasMore, since, reasons } }: Pick<Subscriber, "parked">) {
  const { messages, dateTime } = useLocale();
  const { subscribers: texts } = messages;
  const count = useCount();
  if (customers === 0) return <StatusIndicator type="success">{texts.nothing}</StatusIndicator>;
  const values = {
    customers: count(hasMore ? Number.POSITIVE_INFINITY : customers),
    since: since ? dateTime(since) : "",
  };
  const why = reasons.map((reason) => texts.reasons[reason]).join(" ");
  return (
    <StatusIndicator type="warning">
      <span className="words">{`${fill(texts.waiting, values)} ${why}`.trim()}</span>
    </StatusIndicator>
  );
}

interface ParkedProps {
  name: string;
  isBusy: boolean;
  onRedrive: (customerId: string) => void;
}

function Parked({ name, ...actions }: ParkedProps) {
  const { subscribers: texts } = useLocale().messages;
  const query = useInfiniteQuery(parkedQuery(useApi(), name));
  return (
    <SpaceBetween size="s">
      <Loaded query={query}>
        {({ pages }) => <ParkedTable name={name} customers={pages.flatMap(({ data }) => data)} {...actions} />}
      </Loaded>
      <OlderButton query={query} text={texts.more} />
    </SpaceBetween>
  );
}
