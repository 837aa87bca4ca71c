/**
 * CHANGELOG.md answers for what callers, subscribers and operators build on. Its newest entry ends with a comment that
 * holds, for each section, a digest of the generated files it is about and a digest of the section's own text. When the
 * files change while the text does not, something changed that nobody was told of.
 */
import { hash } from "node:crypto";

/** The sections that answer for generated files. */
export const answersFor: Readonly<Record<string, readonly string[]>> = {
  API: ["openapi.json", "openapi.v1.json"],
  Events: ["docs/events.schema.json"],
  "Stored items": ["docs/stored-items.json"],
};

/** What a section's comment line records. */
interface Digests {
  files: string;
  text: string;
}

const COMMENT = /<!-- digests by npm run generate\n([\s\S]*?)-->\n/;

/**
 * Brings the newest entry's digests up to date.
 *
 * @param contents of the generated files, by name
 * @returns the new text, and the sections whose files changed while their text did not: their digests stay as they were
 */
export function withDigests(
  changelog: string,
  contents: Readonly<Record<string, string>>,
): { text: string; unsaid: string[] } {
  const entry = newestEntry(changelog);
  const recorded = recordedDigests(changelog, entry);
  const unsaid: string[] = [];
  const lines = Object.entries(answersFor).map(([section, names]) => {
    const before = recorded.get(section);
    const now: Digests = {
      files: digest(names.map((name) => contents[name] ?? "").join("\0")),
      text: digest(sectionText(entry, section)),
    };
    const isUnsaid = before !== undefined && now.files !== before.files && now.text === before.text;
    if (isUnsaid) unsaid.push(section);
    const { files, text } = isUnsaid ? before : now;
    return `${section}: ${files} ${text}\n`;
  });
  const comment = `<!-- digests by npm run generate\n${lines.join("")}-->\n`;
  const updated = COMMENT.test(entry) ? entry.replace(COMMENT, comment) : `${entry.trimEnd()}\n\n${comment}\n`;
  return { text: changelog.replace(entry, () => updated), unsaid };
}

/** The first entry, from its heading up to the next one's. */
function newestEntry(changelog: string): string {
  const [, entry] = changelog.split(/^(?=## )/m);
  if (entry === undefined) throw new Error("CHANGELOG.md has no entry");
  return entry;
}

/** By section. An entry that has no digests yet goes on from those of the entry before, with nothing said so far. */
function recordedDigests(changelog: string, entry: string): Map<string, Digests> {
  const isNew = !COMMENT.test(entry);
  const [, lines = ""] = COMMENT.exec(changelog) ?? [];
  return new Map(
    Array.from(lines.matchAll(/^(.+): (\w+) (\w+)$/gm), ([, section = "", files = "", text = ""]) => [
      section,
      { files, text: isNew ? digest("") : text },
    ]),
  );
}

/** What an entry says below the heading of a section; nothing if it has no such section. */
function sectionText(entry: string, section: string): string {
  const [, ...parts] = entry.replace(COMMENT, "").split(/^### /m);
  const part = parts.find((it) => it.startsWith(`${section}\n`)) ?? "";
  return part.slice(section.length).trim();
}

const digest = (text: string): string => hash("sha256", text, "hex").slice(0, 12);
