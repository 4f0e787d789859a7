/** The words of one language, made by the server from its catalogue and named in the page's import map. */
declare module "words" {
  /** The language of these words, such as "sl". */
  export const language: string;
  /** Sentence by message id; where a count matters, one sentence per plural category of that language. */
  export const words: Readonly<Record<string, string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>;
}
