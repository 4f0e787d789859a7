/** The words of one language, made by the server from its catalogues and named in the page's import map. */
declare module "words" {
  const catalogue: {
    /** The language of these words, such as "sl". */
    readonly lang: string;
    /** Plural categories in the order of the forms. */
    readonly plural: readonly Intl.LDMLPluralRule[];
    /** Sentence by message id; where a count matters, one form per category. */
    readonly words: Readonly<Record<string, string | readonly string[]>>;
  };
  export default catalogue;
}
