import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { isRefusal, isUndecided } from "../api/failure.ts";

/** What a dialog has to know of its write. */
export interface WriteState {
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

interface WriteOptions<Input, Result> {
  request: (input: Input, idempotencyKey: string) => Promise<Result>;
  /** `wasInDoubt`: an earlier attempt may be the one that was carried out. */
  onDone: (result: Result, wasInDoubt: boolean) => void;
  onFailed?: (error: unknown) => void;
}

/** A request that changes something. It is sent at once or fails at once, and never again unless somebody asks. */
export function useWrite<Input, Result>({ request, onDone, onFailed }: WriteOptions<Input, Result>): Write<Input> {
  const keyFor = useIdempotencyKey();
  const [isInDoubt, setIsInDoubt] = useState(false);
  // Unlike the mutation's own state, which follows a moment later, it holds from the very click.
  const [isBusy, setIsBusy] = useState(false);
  const { mutate, error, variables } = useMutation({
    mutationFn: (input: Input) => request(input, keyFor(input)),
    onSuccess: (result) => onDone(result, isInDoubt),
    onError: (failure) => {
      setIsInDoubt(isUndecided(failure) || (isInDoubt && !isRefusal(failure)));
      onFailed?.(failure);
    },
    onSettled: () => setIsBusy(false),
  });
  const submit = (input: Input) => {
    if (isBusy) return;
    setIsBusy(true);
    mutate(input);
  };
  const repeat = () => {
    if (variables !== undefined) submit(variables);
  };
  return { isBusy, error, isInDoubt, repeat, submit };
}

/** The same key for the same request, so that the API recognizes a repeat. */
function useIdempotencyKey(): (input: unknown) => string {
  const last = useRef({ input: "", key: "" });
  return (input) => {
    const text = JSON.stringify(input);
    if (last.current.input !== text) last.current = { input: text, key: crypto.randomUUID() };
    return last.current.key;
  };
}
