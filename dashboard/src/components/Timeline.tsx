import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ChangeEvent, UpdateCustomer } from "../api/api.ts";
import { eventsQuery, type Versioned } from "../api/customers.ts";
import { type Change, changesOf, initialValues } from "../changes.ts";
import { fill, useLocale } from "../locale.tsx";
import { justBefore, timesOf } from "../moments.ts";
import { restoringUpdate } from "../restore.ts";
import { useApi } from "../session.ts";
import { Changes, useFieldName } from "./Changes.tsx";
import { Loaded } from "./Loaded.tsx";
import { MadeBy } from "./MadeBy.tsx";
import { Moment } from "./Moment.tsx";
import { OlderButton } from "./OlderButton.tsx";
import { PageLink } from "./PageLink.tsx";
import { Receivers } from "./Receivers.tsx";
import { RestoreValue } from "./RestoreValue.tsx";
import { visible } from "./Text.tsx";
import { usePageLink } from "./usePageLink.ts";
import { useWriteButton } from "./useScope.ts";

/** The customer's history, newest first. A change appears in it a moment later. */
export function Timeline({ id, versioned }: { id: string; versioned: Versioned }) {
  const { messages } = useLocale();
  const history = useInfiniteQuery(eventsQuery(useApi(), id));
  const follow = usePageLink();
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={messages.timeline.description}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <span className="on-screen">
                <Button {...follow(pastPath(versioned))}>{messages.asOf.action}</Button>
              </span>
              <Button
                iconName="refresh"
                variant="icon"
                ariaLabel={messages.timeline.refresh}
                onClick={() => history.refetch()}
              />
            </SpaceBetween>
          }
        >
          {messages.timeline.title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Loaded query={history}>
          {({ pages }) => <Events events={pages.flatMap(({ data }) => data)} versioned={versioned} />}
        </Loaded>
        <OlderButton query={history} text={messages.timeline.more} />
      </SpaceBetween>
    </Container>
  );
}

/** The page of the customer as it was. */
const pastPath = ({ customer }: Versioned): string => `customers/${customer.id}/as-of`;

/** What is restored stays as it was chosen, whatever is loaded meanwhile. */
interface Restoring {
  versioned: Versioned;
  change: Change;
  update: UpdateCustomer;
}

function Events({ events, versioned }: { events: readonly ChangeEvent[]; versioned: Versioned }) {
  const { messages } = useLocale();
  const [restoring, setRestoring] = useState<Restoring>();
  const times = timesOf(events);
  if (events.length === 0) return <Box>{messages.timeline.none}</Box>;
  return (
    <>
      <ol className="timeline">
        {events.map((event, at) => (
          <Entry
            key={event.id}
            event={event}
            time={times[at] ?? event.timestamp}
            versioned={versioned}
            onRestore={setRestoring}
          />
        ))}
      </ol>
      {restoring && <RestoreValue {...restoring} onClose={() => setRestoring(undefined)} />}
    </>
  );
}

interface EntryProps {
  event: ChangeEvent;
  /** When it happened, in the order of the changes. */
  time: string;
  versioned: Versioned;
  onRestore: (restoring: Restoring) => void;
}

/** One change: what happened, when, and each value before and after. */
function Entry({ event, time, versioned, onRestore }: EntryProps) {
  const { messages } = useLocale();
  const names: Record<string, string> = messages.events;
  const action = (change: Change) => {
    const update = restoringUpdate(versioned.customer, change);
    return update && <RestoreButton change={change} onClick={() => onRestore({ versioned, change, update })} />;
  };
  return (
    <li>
      <Box variant="strong">{names[event.event] ?? event.event}</Box>{" "}
      <Box variant="small" color="text-body-secondary">
        <Moment iso={event.timestamp} />
      </Box>{" "}
      {event.actor && <MadeBy actor={event.actor} />}
      <Receivers event={event} />
      {event.event === "customer.created" ? (
        <Changes changes={initialValues(event.data)} />
      ) : (
        <Changes changes={changesOf(event).filter((change) => !isReasonOf(event, change))} action={action} />
      )}
      <Around time={time} isFirst={event.event === "customer.created"} versioned={versioned} />
    </li>
  );
}

interface AroundProps {
  time: string;
  /** Before the first change there was nothing. */
  isFirst: boolean;
  versioned: Versioned;
}

/** Leads to the customer before a change, and after it. */
function Around({ time, isFirst, versioned }: AroundProps) {
  const { messages, exactTime } = useLocale();
  const { before, after } = messages.asOf;
  const link = (text: string, moment: string) => (
    <PageLink path={`${pastPath(versioned)}?asOf=${moment}`} label={`${text}: ${exactTime(time)}`}>
      {text}
    </PageLink>
  );
  return (
    <Box variant="small" className="on-screen">
      {!isFirst && <>{link(before, justBefore(time))} · </>}
      {link(after, time)}
    </Box>
  );
}

/** Of a subscription that is canceled, the reason may be in both; it is shown once. */
const isReasonOf = ({ actor }: ChangeEvent, { field, after }: Change): boolean =>
  field === "subscription.cancelReason" && String(after).trim() === actor?.reason;

function RestoreButton({ change: { field }, onClick }: { change: Change; onClick: () => void }) {
  const { restore } = useLocale().messages;
  const nameOf = useFieldName();
  const allowed = useWriteButton();
  return (
    <Button
      variant="inline-link"
      ariaLabel={fill(restore.label, { field: visible(nameOf(field)) })}
      onClick={onClick}
      {...allowed}
    >
      {restore.action}
    </Button>
  );
}
