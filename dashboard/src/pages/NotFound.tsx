import Box from "@cloudscape-design/components/box";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import { PageLink } from "../components/PageLink.tsx";
import { useTitle } from "../components/useTitle.ts";
import { useLocale } from "../locale.tsx";

/** Shown for an unknown address. */
export function NotFound() {
  const { messages } = useLocale();
  useTitle(messages.notFound.title);
  return (
    <ContentLayout header={<Header variant="h1">{messages.notFound.title}</Header>}>
      <Box>
        <PageLink path="customers">{messages.notFound.toCustomers}</PageLink>
      </Box>
    </ContentLayout>
  );
}
