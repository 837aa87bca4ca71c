/** The organization and the scopes of the key. */
import { queryOptions } from "@tanstack/react-query";
import { type Api, send } from "./api.ts";

export type Me = Awaited<ReturnType<typeof getMe>>;

export const getMe = async (api: Api) => (await send(api.GET("/api/me"))).body.data;

export const meQuery = (api: Api) => queryOptions({ queryKey: ["me"], queryFn: () => getMe(api), staleTime: 60_000 });
