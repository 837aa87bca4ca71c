import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { refreshCustomers } from "../api/customers.ts";
import { isOf, isRefusal, isUndecided } from "../api/failure.ts";

/** What a dialog has to know of its write. */
export interface WriteState {
  /** Why somebody makes the change, where a dialog asks for it. */
  reason?: { text: string; setText: (text: string) => void };
  isBusy: boolean;
  /** How the last attempt failed. */
  error: unknown;
  /** Whether nobody knows if it was carried out: an answer was lost, and no later one has settled it. */
  isInDoubt: boolean;
  /** Sends the last request again; the API carries it out once. */
  repeat: () => void;
}

export interface Write<Input> extends WriteState {
  submit: (input: Input) => void;
}

/** What every request of a write says besides its body. */
export interface WriteHeaders {
  /** The same for the same request, so that the API recognizes a repeat. */
  "Idempotency-Key": string;
  "x-reason"?: string;
}

interface WriteOptions<Input, Result> {
  request: (input: Input, headers: WriteHeaders) => Promise<Result>;
  /** Whether the dialog offers to say why. */
  asksReason?: boolean;
  /** `wasInDoubt`: an earlier attempt may be the one that was carried out. */
  onDone: (result: Result, wasInDoubt: boolean) => void;
  onFailed?: (error: unknown) => void;
}

/** A request that changes something. It is sent at once or fails at once, and never again unless somebody asks. */
export function useWrite<Input, Result>(options: WriteOptions<Input, Result>): Write<Input> {
  const { request, asksReason = false, onDone, onFailed } = options;
  const queries = useQueryClient();
  const keyFor = useIdempotencyKey();
  const [text, setText] = useState("");
  const [isInDoubt, setIsInDoubt] = useState(false);
  // Unlike the mutation's own state, which follows a moment later, it holds from the very click.
  const [isBusy, setIsBusy] = useState(false);
  const { mutate, error, variables } = useMutation({
    mutationFn: ({ input, headers }: { input: Input; headers: WriteHeaders }) => request(input, headers),
    onSuccess: (result) => onDone(result, isInDoubt),
    onError: (failure) => {
      setIsInDoubt(isUndecided(failure) || (isInDoubt && !isRefusal(failure)));
      // Its page says so too.
      if (isOf(failure, "customer_erased")) refreshCustomers(queries);
      onFailed?.(failure);
    },
    onSettled: () => setIsBusy(false),
  });
  const send = (sent: { input: Input; headers: WriteHeaders }) => {
    if (isBusy) return;
    setIsBusy(true);
    mutate(sent);
  };
  const submit = (input: Input) => {
    const reason = reasonHeader(text);
    send({ input, headers: { "Idempotency-Key": keyFor([input, reason]), ...(reason && { "x-reason": reason }) } });
  };
  const repeat = () => {
    if (variables !== undefined) send(variables);
  };
  return { isBusy, error, isInDoubt, repeat, submit, ...(asksReason && { reason: { text, setText } }) };
}

/** A reason as a header takes it: headers are ASCII. Undefined without one. */
export const reasonHeader = (text: string): string | undefined =>
  text.trim() === "" ? undefined : encodeURIComponent(text.trim().toWellFormed());

function useIdempotencyKey(): (request: unknown) => string {
  const last = useRef({ text: "", key: "" });
  return (request) => {
    const text = JSON.stringify(request);
    if (last.current.text !== text) last.current = { text, key: crypto.randomUUID() };
    return last.current.key;
  };
}
