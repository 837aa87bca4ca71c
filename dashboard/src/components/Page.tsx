import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import type { ReactNode } from "react";
import { useTitle } from "./useTitle.ts";

interface PageProps {
  /** Also the title of the tab. */
  title: string;
  description: string;
  children: ReactNode;
}

/** The frame of a page that has no actions of its own. */
export function Page({ title, description, children }: PageProps) {
  useTitle(title);
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={description}>
          {title}
        </Header>
      }
    >
      {children}
    </ContentLayout>
  );
}
