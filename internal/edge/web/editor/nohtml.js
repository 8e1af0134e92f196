// Stands in for @codemirror/lang-html, which lang-markdown takes for HTML inside Markdown: here that
// is shown as it is typed, and the parsers of HTML, CSS and JavaScript stay at home (66 kB).
import { Language, LanguageSupport, defineLanguageFacet } from '@codemirror/language'
import { NodeType, Parser, Tree } from '@lezer/common'

const whole = NodeType.define({ id: 0, name: 'Html', top: true })

class Plain extends Parser {
  createParse(input) {
    let stop = input.length
    return {
      parsedPos: input.length,
      stoppedAt: null,
      stopAt(at) { stop = at },
      advance: () => new Tree(whole, [], [], stop),
    }
  }
}

export const html = () => new LanguageSupport(new Language(defineLanguageFacet(), new Plain(), [], 'html'))
export const htmlCompletionSource = () => null
