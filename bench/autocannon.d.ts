/** The part of autocannon that is used here; it has no types of its own. */
declare module "autocannon" {
  interface Options {
    url: string;
    connections: number;
    /** In seconds. */
    duration: number;
    method: "GET" | "POST";
    headers?: Record<string, string>;
    body?: string;
  }
  interface Outcome {
    requests: { average: number };
    errors: number;
    non2xx: number;
  }
  export default function autocannon(options: Options): Promise<Outcome>;
}
