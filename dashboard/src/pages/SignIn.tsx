import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TopNavigation from "@cloudscape-design/components/top-navigation";
import type { FormEvent } from "react";
import { KeyField, useKeyCheck } from "../components/KeyField.tsx";
import { usePreferences } from "../components/usePreferences.ts";
import { useTitle } from "../components/useTitle.ts";
import { useLocale } from "../locale.tsx";

/** Asks for an API key and signs in if the API accepts it. */
export function SignIn() {
  const { signIn: texts } = useLocale().messages;
  const check = useKeyCheck();
  useTitle(texts.title);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.submit();
  };
  return (
    <>
      <TopNavigation identity={{ title: "Clientela", href: import.meta.env.BASE_URL }} utilities={usePreferences()} />
      <main className="sign-in">
        <form onSubmit={submit}>
          <Form
            actions={
              <Button variant="primary" loading={check.isBusy}>
                {texts.submit}
              </Button>
            }
          >
            <Container header={<Header variant="h1">{texts.title}</Header>}>
              <SpaceBetween size="m">
                <KeyField check={check} />
                <Box color="text-body-secondary">{texts.privacy}</Box>
              </SpaceBetween>
            </Container>
          </Form>
        </form>
      </main>
    </>
  );
}
