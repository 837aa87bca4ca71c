import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TopNavigation from "@cloudscape-design/components/top-navigation";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { createApi } from "../api/api.ts";
import { ApiFailure } from "../api/failure.ts";
import { getMe } from "../api/me.ts";
import { describe } from "../components/Failure.tsx";
import { usePreferences } from "../components/usePreferences.ts";
import { useTitle } from "../components/useTitle.ts";
import { useLocale } from "../locale.tsx";
import { useSession } from "../session.tsx";

/** Asks for an API key and signs in if the API accepts it. */
export function SignIn() {
  const { messages } = useLocale();
  const { wasRefused } = useSession();
  useTitle(messages.signIn.title);
  return (
    <>
      <TopNavigation identity={{ title: "Clientela", href: import.meta.env.BASE_URL }} utilities={usePreferences()} />
      <main className="sign-in">
        <SpaceBetween size="l">
          {wasRefused && <Alert type="warning">{messages.signIn.refused}</Alert>}
          <KeyForm />
        </SpaceBetween>
      </main>
    </>
  );
}

function KeyForm() {
  const locale = useLocale();
  const { messages } = locale;
  const { apiUrl, signIn } = useSession();
  const [key, setKey] = useState("");
  const check = useMutation({ mutationFn: checkKey(apiUrl), onSuccess: (_me, checked) => signIn(checked) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate(key.trim());
  };
  return (
    <form onSubmit={submit}>
      <Form
        actions={
          <Button variant="primary" loading={check.isPending}>
            {messages.signIn.submit}
          </Button>
        }
      >
        <Container header={<Header variant="h1">{messages.signIn.title}</Header>}>
          <SpaceBetween size="m">
            <FormField
              label={messages.signIn.key}
              description={messages.signIn.keyHint}
              errorText={check.error && describe(check.error, locale)}
            >
              <Input type="password" value={key} onChange={({ detail }) => setKey(detail.value)} autoFocus />
            </FormField>
            <Box color="text-body-secondary">{messages.signIn.privacy}</Box>
          </SpaceBetween>
        </Container>
      </Form>
    </form>
  );
}

/** Headers can only contain visible ASCII, so keys must too. */
const checkKey = (apiUrl: string) => (key: string) => {
  if (!/^[\x21-\x7e]+$/.test(key)) throw new ApiFailure("unauthorized", { status: 401 });
  return getMe(createApi(apiUrl, key, () => {}));
};
