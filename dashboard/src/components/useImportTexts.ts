import { useLocale } from "../locale.tsx";
import { importTexts } from "../messages/importing.ts";

/** The texts of importing, in the reader's language. */
export const useImportTexts = () => importTexts[useLocale().language];
