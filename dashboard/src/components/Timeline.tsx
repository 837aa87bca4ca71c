import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ChangeEvent } from "../api/api.ts";
import { eventsQuery } from "../api/customers.ts";
import { changesOf } from "../changes.ts";
import { useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";
import { Changes } from "./Changes.tsx";
import { Loaded } from "./Loaded.tsx";

/** The customer's history, newest first. A change appears in it a moment later. */
export function Timeline({ id }: { id: string }) {
  const { messages } = useLocale();
  const history = useInfiniteQuery(eventsQuery(useApi(), id));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={messages.timeline.description}
          actions={
            <Button
              iconName="refresh"
              variant="icon"
              ariaLabel={messages.timeline.refresh}
              onClick={() => history.refetch()}
            />
          }
        >
          {messages.timeline.title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Loaded query={history}>{({ pages }) => <Events events={pages.flatMap(({ data }) => data)} />}</Loaded>
        {history.hasNextPage && (
          <Button loading={history.isFetchingNextPage} onClick={() => history.fetchNextPage()}>
            {messages.timeline.more}
          </Button>
        )}
      </SpaceBetween>
    </Container>
  );
}

function Events({ events }: { events: readonly ChangeEvent[] }) {
  const { messages } = useLocale();
  if (events.length === 0) return <Box>{messages.timeline.none}</Box>;
  return (
    <ol className="timeline">
      {events.map((event) => (
        <Entry key={event.id} event={event} />
      ))}
    </ol>
  );
}

function Entry({ event }: { event: ChangeEvent }) {
  const { messages, dateTime } = useLocale();
  const names: Record<string, string> = messages.events;
  return (
    <li>
      <Box variant="strong">{names[event.event] ?? event.event}</Box>{" "}
      <Box variant="small" color="text-body-secondary">
        <time dateTime={event.timestamp}>{dateTime(event.timestamp)}</time>
      </Box>
      <Changes changes={changesOf(event)} />
    </li>
  );
}
