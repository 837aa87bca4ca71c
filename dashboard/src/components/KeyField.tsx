import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { createApi } from "../api/api.ts";
import { ApiFailure } from "../api/failure.ts";
import { getMe } from "../api/me.ts";
import { useLocale } from "../locale.tsx";
import { useSession } from "../session.ts";
import { describe } from "./Failure.tsx";

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
  return { key, setKey, isBusy: isPending, error, submit: () => mutate(key.trim()) };
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
  const field = useRef<InputProps.Ref>(null);
  useEffect(() => {
    if (error) field.current?.focus();
  }, [error]);
  return (
    <FormField label={texts.key} description={texts.keyHint} errorText={error ? describe(error, locale) : undefined}>
      <Input ref={field} type="password" value={key} onChange={({ detail }) => setKey(detail.value)} autoFocus />
    </FormField>
  );
}
