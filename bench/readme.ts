/** Generates the READMEs' tables of figures from the results. */
import type { Results } from "./measure.ts";

export type Language = "en" | "es";
const BEGIN = "<!-- bench: written by npm run bench -->";
const END = "<!-- /bench -->";

/** The rows, most important first. Figures that are not ratios name their unit. */
const rows: readonly { name: string; en: string; es: string }[] = [
  {
    name: "create.cpu",
    en: "Create: CPU, ours / the bare SDK call, default client",
    es: "Crear: CPU, lo nuestro / la llamada sola del SDK, cliente por defecto",
  },
  { name: "get.cpu", en: "Get: the same", es: "Obtener: lo mismo" },
  { name: "list.cpu", en: "Page of 25: the same", es: "Página de 25: lo mismo" },
  {
    name: "create.p50.at4ms",
    en: "Create: time, ours / the bare SDK call, DynamoDB 4 ms away behind TLS",
    es: "Crear: tiempo, lo nuestro / la llamada sola del SDK, DynamoDB a 4 ms tras TLS",
  },
  { name: "get.p50.at4ms", en: "Get: the same", es: "Obtener: lo mismo" },
  { name: "list.p50.at4ms", en: "Page of 25: the same", es: "Página de 25: lo mismo" },
  {
    name: "cold.cpu",
    en: "Cold start: CPU up to the first answer / an empty function",
    es: "Arranque en frío: CPU hasta la primera respuesta / una función vacía",
  },
  {
    name: "cold.first",
    en: "Cold start: time of the first create / of the second",
    es: "Arranque en frío: tiempo de la primera creación / de la segunda",
  },
  {
    name: "bundle.loaded",
    en: "KB of code loaded at start, worst route but the redrive",
    es: "KB de código cargados al arrancar, la peor ruta salvo el reenvío",
  },
  {
    name: "units.create",
    en: "Create: capacity units, indexes included",
    es: "Crear: unidades de capacidad, índices incluidos",
  },
  { name: "units.repeat", en: "The same create again", es: "Repetir la misma creación" },
  { name: "units.list25", en: "Page of 25: capacity units", es: "Página de 25: unidades de capacidad" },
  {
    name: "peer.transaction.p50",
    en: "Create: time, ours / a transaction with a sentinel",
    es: "Crear: tiempo, lo nuestro / una transacción con centinela",
  },
  {
    name: "peer.powertools.p50",
    en: "Create: time, ours / Powertools Idempotency",
    es: "Crear: tiempo, lo nuestro / Powertools Idempotency",
  },
  {
    name: "depth.p50",
    en: "Pages and gets among 1,000 and 100,000 customers: largest time / smallest",
    es: "Páginas y lecturas entre 1.000 y 100.000 clientes: mayor tiempo / menor",
  },
  {
    name: "search.units",
    en: "Search for one word, page of 25: capacity units",
    es: "Buscar una palabra, página de 25: unidades de capacidad",
  },
  {
    name: "search.p50",
    en: "The same among 100,000 customers: time / among 1,000",
    es: "Lo mismo entre 100.000 clientes: tiempo / entre 1.000",
  },
  {
    name: "search.lag",
    en: "From a create to being found by its name: ms, p99, locally",
    es: "De crear a encontrar por el nombre: ms, p99, en local",
  },
  {
    name: "fanout.requests",
    en: "100 changes to 3 queues: calls of SQS",
    es: "100 cambios a 3 colas: llamadas a SQS",
  },
  {
    name: "fanout.cpu",
    en: "100 changes to 3 queues: CPU of sending, ours / the bare SDK with the same batches",
    es: "100 cambios a 3 colas: CPU del envío, lo nuestro / el SDK solo con los mismos lotes",
  },
  {
    name: "dashboard.script",
    en: "Dashboard: KB of script, as it travels, before one can sign in",
    es: "Panel: KB de script, tal como viajan, antes de poder iniciar sesión",
  },
  { name: "dashboard.script.list", en: "The same before the list shows", es: "Lo mismo antes de que se vea la lista" },
  {
    name: "dashboard.fcp",
    en: "Dashboard: first paint, cold, 1.6 Mbit/s and 150 ms: time / a bare page's",
    es: "Panel: primer pintado, en frío, 1,6 Mbit/s y 150 ms: tiempo / el de una página vacía",
  },
  {
    name: "dashboard.rows",
    en: "List shown, same line: time / a bare page with the same bytes and one call of the API",
    es: "Lista visible, misma línea: tiempo / una página vacía con los mismos bytes y una llamada a la API",
  },
];

const words = {
  en: {
    head: ["Figure", "Value", "Goal"],
    missed: "missed",
    none: "not measured",
    beside:
      "Beside the bare call a handler checks the API key and the request, makes the answer, counts units, keeps a deadline and writes a line of log.",
    measured: "Measured on",
  },
  es: {
    head: ["Cifra", "Valor", "Objetivo"],
    missed: "no cumplido",
    none: "sin medir",
    beside:
      "Además de la llamada sola, un manejador comprueba la clave y la petición, forma la respuesta, cuenta unidades, respeta un plazo y escribe una línea de registro.",
    measured: "Medido el",
  },
};

/** The text with its table filled from these results. @throws Error when it has no place for one */
export function withFigures(text: string, results: Results, language: Language): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`No place for the figures: ${BEGIN} and ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n${tableOf(results, language)}\n${text.slice(end)}`;
}

function tableOf({ figures, date, machine, versions }: Results, language: Language): string {
  const { head, missed, none, beside, measured } = words[language];
  const lines = rows.map((row) => {
    const result = figures[row.name];
    const value = result ? `${result.value}${result.met ? "" : ` (${missed})`}` : none;
    return `| ${row[language]} | ${value} | ${result?.goal ?? ""} |`;
  });
  const { processor, cores } = machine;
  return [
    `| ${head.join(" | ")} |`,
    "|---|---|---|",
    ...lines,
    "",
    beside,
    "",
    `${measured} ${date.slice(0, 10)}, ${processor}, ${cores} vCPU, Node ${versions.node}.`,
  ].join("\n");
}
