// Editors in place of <textarea data-editor="HEADING">: CodeMirror in a shadow root, with wording
// marked while somebody types. The textarea stays the field of the form and holds the same text, so
// that saving, drafts and pages without JavaScript know nothing of this. F8 or Ctrl+. leads to the
// next mark and its reason, Enter there uses the offered wording, Escape leads back to the text.
const { EditorState, EditorView, HighlightStyle, StateEffect, StateField, defaultKeymap, drawSelection, forEachDiagnostic, history, historyKeymap,
  isolateHistory, keymap, linter, markdown, markdownLanguage, setDiagnosticsEffect, showTooltip, syntaxHighlighting, tags } = CodeMirror

const face = EditorView.theme({
  '&': { font: 'inherit', color: 'var(--ink)', backgroundColor: 'transparent', maxHeight: '60vh' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'inherit', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { padding: '.5rem 0', minHeight: 'calc(5lh + 1rem)', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 .7rem' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { background: 'var(--accent-soft)' },
  '.cm-lintRange': { backgroundImage: 'none', paddingBottom: 0, textUnderlineOffset: '.22em', textDecorationSkipInk: 'none' },
  '.cm-lintRange-error': { textDecoration: 'underline double var(--alarm) .1em' },
  '.cm-lintRange-info': { textDecoration: 'underline wavy var(--hold) .07em' },
  '.cm-tooltip': {
    background: 'var(--raised)', color: 'var(--ink)', border: '1px solid var(--edge)', borderRadius: 'var(--round)', maxWidth: 'min(30rem, 92vw)', zIndex: 5,
  },
  '.cm-tooltip-lint': { margin: 0, padding: 0 },
  '.cm-diagnostic': { border: 0, margin: 0, padding: '.5rem .7rem', fontSize: '.933rem', lineHeight: '1.45' },
  '.cm-diagnostic + .cm-diagnostic': { borderTop: '1px solid var(--rule)' },
  '.cm-diagnostic p': { margin: '0 0 .35rem', whiteSpace: 'normal' },
  '.cm-diagnostic .kind': { fontWeight: 600 },
  '.cm-diagnostic-error .kind': { color: 'var(--alarm)' },
  '.cm-diagnostic-info .kind': { color: 'var(--hold)' },
  '.cm-diagnosticAction': {
    font: 'inherit', fontWeight: 600, color: 'var(--ink)', background: 'var(--fill)', border: 0, borderRadius: 'var(--round)',
    padding: '.3rem .8rem', margin: 0, minHeight: '2rem', cursor: 'pointer',
  },
  '.cm-diagnosticAction:focus-visible': { outline: '3px solid var(--accent)', outlineOffset: '1px' },
})

const look = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: tags.monospace, fontFamily: 'var(--mono)', fontSize: '.93em' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: [tags.quote, tags.comment], color: 'var(--ink-2)' },
  { tag: [tags.processingInstruction, tags.contentSeparator], color: 'var(--ink-3)' },
])

const kinds = { block: ['error', 'Before publishing'], advise: ['info', 'Worth a second look'] }

// marksFor asks the server what it finds. What it cannot say leaves the marks as they are.
const marksFor = heading => async view => {
  const text = view.state.doc.toString()
  if (!text.trim()) return []
  try {
    const answer = await fetch('/wording', { method: 'POST', body: new URLSearchParams({ text, context: heading }), headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new Error(answer.status)
    return (await answer.json()).map(f => mark(f, text)).filter(m => m.to <= text.length)
  } catch {
    return current(view)
  }
}

function mark(f, text) {
  const [severity, kind] = kinds[f.severity]
  const before = f.start - f.replace_start, after = f.replace_end - f.end, sentence = text.slice(f.replace_start, f.replace_end)
  const use = (view, from, to) => {
    const at = { from: from - before, to: to + after }
    if (at.from < 0 || view.state.sliceDoc(at.from, at.to) !== sentence) return view.focus() // It was changed meanwhile; the marks follow.
    view.dispatch({
      changes: { ...at, insert: f.suggest }, selection: { anchor: at.from + f.suggest.length },
      annotations: isolateHistory.of('full'), userEvent: 'input.reword', scrollIntoView: true,
    })
    view.focus()
  }
  return {
    from: f.start, to: f.end, severity, kind, message: f.why, suggest: f.suggest, use,
    renderMessage: () => message(kind, f),
    actions: f.suggest ? [{ name: 'Use this wording', apply: use }] : [],
  }
}

function message(kind, f) {
  const box = document.createElement('div')
  box.append(said('p', kind, 'kind'), said('p', f.why))
  if (f.suggest) box.append(said('p', '“' + f.suggest + '”'))
  return box
}

function said(tag, text, kind = '') {
  const e = document.createElement(tag)
  e.textContent = text
  if (kind) e.className = kind
  return e
}

function current(view) {
  const list = []
  forEachDiagnostic(view.state, (d, from, to) => list.push({ ...d, from, to }))
  return list
}

// The tip of the mark that a key led to: its reason, and what can be done about it.
const showTip = StateEffect.define()
const tip = StateField.define({
  create: () => null,
  update(was, tr) {
    for (const e of tr.effects) if (e.is(showTip)) return e.value
    return tr.docChanged || tr.selection ? null : was
  },
  provide: field => showTooltip.from(field, d => d && { pos: d.from, end: d.to, above: true, create: view => ({ dom: tipOf(view, d), offset: { x: 0, y: 6 } }) }),
})

function tipOf(view, d) {
  const box = document.createElement('div'), one = document.createElement('div'), button = said('button', d.suggest ? 'Use this wording' : 'Back to the text', 'cm-diagnosticAction')
  one.className = 'cm-diagnostic cm-diagnostic-' + d.severity
  button.type = 'button'
  button.addEventListener('click', () => d.suggest ? d.use(view, d.from, d.to) : leave(view))
  one.append(d.renderMessage(), button)
  box.append(one)
  return box
}

function leave(view) {
  view.dispatch({ effects: showTip.of(null) })
  view.focus()
}

// go leads to the next or the previous mark, round and round, and puts the focus into its tip.
const go = way => view => {
  const list = current(view).sort((a, b) => way * (a.from - b.from || b.to - a.to)), at = view.state.selection.main
  if (!list.length) return true
  const passed = d => way * (d.from - at.from || at.to - d.to)
  const d = list.find(x => passed(x) > 0) || list[0]
  view.dispatch({ selection: { anchor: d.from, head: d.to }, effects: showTip.of(d), scrollIntoView: true })
  intoTip(view, 20)
  return true
}
const next = go(1), previous = go(-1)

// intoTip waits until the tip is drawn.
function intoTip(view, tries) {
  const button = view.dom.getRootNode().querySelector('.cm-tooltip:not(.cm-tooltip-hover) button')
  if (button) button.focus()
  else if (tries) setTimeout(intoTip, 25, view, tries - 1)
}

const keys = [{ key: 'F8', run: next, shift: previous }, { key: 'Mod-.', run: next }]

function mount(area) {
  const heading = area.dataset.editor, host = document.createElement('div'), hint = said('p', spoken(area))
  host.className = 'box editor'
  area.before(host)
  const root = host.attachShadow({ mode: 'open' })
  hint.id = 'hint'
  hint.hidden = true
  const view = new EditorView({
    root, parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        history(), drawSelection(), tip, EditorView.lineWrapping, face, syntaxHighlighting(look),
        markdown({ base: markdownLanguage, completeHTMLTags: false, pasteURLAsLink: false }),
        keymap.of([...keys, ...defaultKeymap, ...historyKeymap]),
        linter(marksFor(heading), { delay: 500 }),
        EditorView.contentAttributes.of({ 'aria-label': heading, 'aria-describedby': 'hint', spellcheck: 'true', autocapitalize: 'sentences', autocorrect: 'on' }),
        EditorView.updateListener.of(update => {
          if (update.docChanged) {
            area.value = update.state.doc.toString()
            area.dispatchEvent(new Event('input', { bubbles: true }))
          }
          if (update.docChanged || update.transactions.some(t => t.effects.some(e => e.is(setDiagnosticsEffect)))) tell(view, area)
        }),
      ],
    }),
  })
  root.append(hint)
  area.hidden = true
  // Whoever puts other words into the field says so by "retext": the editor has them too, and can undo them.
  area.addEventListener('retext', e => {
    e.preventDefault()
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: e.detail }, annotations: isolateHistory.of('full') })
  })
  root.addEventListener('keydown', e => inTip(view, e))
  // Whatever leads to the field leads to the editor: its label, and the list of what is the matter.
  for (const label of area.labels) label.addEventListener('click', e => { e.preventDefault(); view.focus() })
  document.addEventListener('click', e => {
    if (e.target.closest?.('a')?.getAttribute('href') !== '#' + area.id) return
    e.preventDefault()
    host.scrollIntoView({ block: 'center' })
    view.focus()
  })
  area.dispatchEvent(new CustomEvent('editor', { bubbles: true, detail: view })) // What stands around it: around.js.
}

// spoken is what the field asks for, and how marks are reached, for whoever hears the page.
const spoken = area => (area.getAttribute('aria-describedby') || '').split(/\s+/).map(id => document.getElementById(id)?.textContent.trim() || '').join(' ') +
  ' Marked wording: F8 leads to the next one.'

// inTip are the keys of a tip that has the focus.
function inTip(view, e) {
  const at = e.composedPath()[0]
  if (!at.closest?.('.cm-tooltip')) return
  const step = e.key === 'F8' ? (e.shiftKey ? previous : next) : e.key === '.' && (e.ctrlKey || e.metaKey) ? next : null
  if (!step && e.key !== 'Escape') return
  e.preventDefault()
  e.stopPropagation()
  if (step) step(view)
  else leave(view)
}

// tell writes the marks beside the text, where they can be read, heard and used, too.
function tell(view, area) {
  const beside = document.getElementById(area.id + '-remarks'), status = document.getElementById(area.id + '-status'), list = current(view)
  if (!beside) return
  list.sort((a, b) => a.severity.localeCompare(b.severity) || a.from - b.from) // error before info
  const key = list.map(d => view.state.sliceDoc(d.from, d.to) + '|' + d.message + '|' + d.suggest).join('\n')
  if (beside.dataset.told === key) return
  beside.dataset.told = key
  beside.replaceChildren(...list.map(d => note(view, d)))
  const blocks = list.filter(d => d.severity === 'error').length
  status.textContent = !list.length ? area.dataset.editor + ': no wording is marked.'
    : area.dataset.editor + ': ' + list.length + (list.length === 1 ? ' wording is' : ' wordings are') + ' marked' + (blocks ? ', ' + blocks + ' before publishing' : '') + '.'
}

function note(view, d) {
  const one = document.getElementById('remark-' + d.severity).content.firstElementChild.cloneNode(true)
  one.querySelector('.quote').textContent = view.state.sliceDoc(d.from, d.to)
  one.querySelector('b').textContent = d.message
  const to = one.querySelector('.to')
  if (!d.suggest) to.remove()
  else {
    to.querySelector('.quote').textContent = d.suggest
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'btn little'
    button.append('Use this wording', said('span', ': ' + view.state.sliceDoc(d.from, d.to), 'vh'))
    button.addEventListener('click', () => { const x = nearest(view, d); if (x) x.use(view, x.from, x.to) })
    one.append(button)
  }
  return one
}

// nearest is the same mark after the text around it has moved.
const nearest = (view, d) => current(view).filter(x => x.message === d.message && x.suggest === d.suggest)
  .sort((a, b) => Math.abs(a.from - d.from) - Math.abs(b.from - d.from))[0]

for (const area of document.querySelectorAll('textarea[data-editor]')) mount(area)
for (const e of document.querySelectorAll('[data-editor-hint]')) e.hidden = false
