/**
 * One sign-in for the open tabs of a browser. They hand the key to each other and store it nowhere else: a new tab asks, a
 * tab that has signed in tells the others, and one that signs out ends them all.
 */
export interface Offer {
  key: string;
  organizationId: string | undefined;
  /** When somebody last used the tab that offers it. */
  usedAt: number;
}

type Message = { type: "ask" } | { type: "signed out" } | ({ type: "offer" } & Offer);

interface Handlers {
  /** What this tab can offer, if somebody is signed in. */
  offer: () => Omit<Offer, "usedAt"> | undefined;
  /** Another tab's key: of several, that of the tab that was used last, because it opened this one. */
  onOffer: (offer: Offer) => void;
  onSignedOut: () => void;
}

export interface SessionChannel {
  ask: () => void;
  tellOffer: () => void;
  tellSignedOut: () => void;
}

/** How long offers are awaited after the first one. */
const COLLECTED_FOR_MS = 100;

export function openSessionChannel({ offer, onOffer, onSignedOut }: Handlers): SessionChannel {
  const channel = new BroadcastChannel("clientela.session");
  let usedAt = Date.now();
  let offers: Offer[] = [];
  const post = (message: Message) => channel.postMessage(message);
  const use = () => {
    usedAt = Date.now();
  };
  const tellOffer = () => {
    const mine = offer();
    if (mine) post({ type: "offer", ...mine, usedAt });
  };
  const collect = (received: Offer) => {
    offers.push(received);
    if (offers.length > 1) return;
    setTimeout(() => {
      const [last] = offers.toSorted((one, other) => other.usedAt - one.usedAt);
      offers = [];
      if (last) onOffer(last);
    }, COLLECTED_FOR_MS);
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.type === "ask") tellOffer();
    else if (data.type === "offer") collect(data);
    else onSignedOut();
  };
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, use, { capture: true });
  return {
    ask: () => post({ type: "ask" }),
    tellOffer,
    tellSignedOut: () => post({ type: "signed out" }),
  };
}
