import { useMutation } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { createApi } from "../api/api.ts";
import { ApiFailure } from "../api/failure.ts";
import { getMe } from "../api/me.ts";
import { useLocale } from "../locale.tsx";
import { useSession } from "../session.ts";
import { describe } from "./describe.ts";

interface KeyCheck {
  key: string;
  setKey: (key: string) => void;
  isBusy: boolean;
  error: unknown;
  submit: () => void;
}

/** A key that somebody types, and signing in with it if the API accepts it. */
export function useKeyCheck(): KeyCheck {
  const { apiUrl, signIn } = useSession();
  const [key, setKey] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: checkKey(apiUrl),
    onSuccess: (me, checked) => signIn(checked, me),
  });
  return { key, setKey, isBusy: isPending, error, submit: () => isPending || mutate(key.trim()) };
}

/** Headers can only contain visible ASCII, so keys must too. */
const checkKey = (apiUrl: string) => (key: string) => {
  if (!/^[\x21-\x7e]+$/.test(key)) throw new ApiFailure("unauthorized", { status: 401 });
  const api = createApi(
    apiUrl,
    () => key,
    () => {},
  );
  return getMe(api);
};

export function KeyField({ check: { key, setKey, error } }: { check: KeyCheck }) {
  const locale = useLocale();
  const { signIn: texts } = locale.messages;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error) field.current?.focus();
  }, [error]);
  return (
    <div className="key-field">
      <label htmlFor={id}>{texts.key}</label>
      <p className="hint" id={`${id}-hint`}>
        {texts.keyHint}
      </p>
      <input
        ref={field}
        id={id}
        type="password"
        value={key}
        onChange={({ target }) => setKey(target.value)}
        aria-invalid={error !== null}
        aria-describedby={`${id}-error ${id}-hint`}
        // biome-ignore lint/a11y/noAutofocus: the page has nothing before it, and nothing else to do
        autoFocus
      />
      <p className="error" id={`${id}-error`} role="alert">
        {error ? describe(error, locale) : null}
      </p>
    </div>
  );
}
