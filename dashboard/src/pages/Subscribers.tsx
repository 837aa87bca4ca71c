import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { refreshSubscribers, subscribersQuery } from "../api/subscribers.ts";
import { ApiRequest } from "../components/ApiRequest.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { SubscriberPanel } from "../components/SubscriberPanel.tsx";
import { useTitle } from "../components/useTitle.ts";
import { useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";

/** Who receives events, and what waits for them of this organization. */
export function Subscribers() {
  const { subscribers } = useLocale().messages;
  const query = useQuery(subscribersQuery(useApi()));
  const queries = useQueryClient();
  useTitle(subscribers.title);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={subscribers.description}
          actions={
            <Button
              iconName="refresh"
              ariaLabel={subscribers.refresh}
              onClick={() => void refreshSubscribers(queries)}
            />
          }
        >
          {subscribers.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Loaded query={query}>
          {(all) =>
            all.length === 0 ? (
              <Box>{subscribers.none}</Box>
            ) : (
              <SpaceBetween size="l">
                {all.map((subscriber) => (
                  <SubscriberPanel key={subscriber.name} subscriber={subscriber} />
                ))}
              </SpaceBetween>
            )
          }
        </Loaded>
        <ApiRequest path="/api/subscribers" />
      </SpaceBetween>
    </ContentLayout>
  );
}
