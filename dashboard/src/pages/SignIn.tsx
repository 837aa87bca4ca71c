import type { FormEvent } from "react";
import { KeyField, useKeyCheck } from "../components/KeyField.tsx";
import { Preferences, TopBar } from "../components/TopBar.tsx";
import { useTitle } from "../components/useTitle.ts";
import { useLocale } from "../locale.tsx";

/** Asks for an API key and signs in if the API accepts it. It needs nothing of the kit, so that it is there at once. */
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
      <TopBar>
        <Preferences />
      </TopBar>
      <main className="sign-in">
        <h1>{texts.title}</h1>
        <form onSubmit={submit} noValidate>
          <KeyField check={check} />
          <p className="hint">{texts.privacy}</p>
          <button type="submit" aria-disabled={check.isBusy}>
            {texts.submit}
          </button>
        </form>
      </main>
    </>
  );
}
