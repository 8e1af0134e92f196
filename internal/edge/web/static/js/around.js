// What stands around an editor of a postmortem: its text as it reads, parts of the record and
// pictures at the cursor, and the words that somebody commented on. Without it, the page of the
// record does the same at the end of a section.
const place = document.querySelector('[data-insert]')?.dataset.insert
const kept = { get on() { try { return localStorage.preview === 'on' } catch { return false } }, set on(v) { try { localStorage.preview = v ? 'on' : 'off' } catch {} } }
const beside = new Map() // Of each text area: its editor, and the pane beside it.

function put(tag, text, className = '') {
  const e = document.createElement(tag)
  e.textContent = text
  e.className = className
  return e
}

document.addEventListener('editor', ({ target: area, detail: view }) => {
  if (!place) return
  document.querySelector('[data-insert]').hidden = true
  const marks = mark(area, view)
  const bar = put('div', '', 'btns around'), status = put('p', '', 'why'), pane = put('div', '', 'prose reads')
  status.setAttribute('role', 'status')
  pane.hidden = true
  pane.tabIndex = 0
  pane.setAttribute('role', 'region')
  pane.setAttribute('aria-label', area.dataset.editor + ', as it reads')
  const add = (label, does) => {
    const b = put('button', label, 'btn little quiet')
    b.type = 'button'
    b.append(put('span', ': ' + area.dataset.editor, 'vh'))
    b.addEventListener('click', () => does(b))
    bar.append(b)
    return b
  }
  add('From the record', () => choose(view))
  add('Picture', () => pick(view, status))
  add('Comment', () => comment(area, view, marks, status))
  const preview = add('Preview', () => { kept.on = !kept.on; for (const x of beside.values()) x.toggle() })
  area.closest('.section')?.lastElementChild.prepend(pane)
  view.dom.getRootNode().host.after(bar, status)
  const toggle = () => {
    preview.setAttribute('aria-pressed', kept.on)
    pane.hidden = !kept.on
    if (kept.on) read(area, pane)
  }
  beside.set(area, { toggle })
  toggle()
  let soon
  area.addEventListener('input', () => {
    clearTimeout(soon)
    if (kept.on) soon = setTimeout(read, 400, area, pane)
  })
  const take = files => {
    const pictures = [...files || []].filter(f => f.type.startsWith('image/'))
    for (const f of pictures) send(view, f, status)
    return pictures.length > 0
  }
  view.dom.addEventListener('paste', e => { if (take(e.clipboardData?.files)) { e.preventDefault(); e.stopPropagation() } }, true)
  view.dom.addEventListener('drop', e => { if (take(e.dataTransfer?.files)) { e.preventDefault(); e.stopPropagation() } }, true)
})

// read shows the text as it reads. What cannot be shown says why; without a server it stays.
async function read(area, pane) {
  if (!area.value.trim()) return pane.replaceChildren()
  try {
    const answer = await fetch(place + '/reading', { method: 'POST', body: new URLSearchParams({ text: area.value }), headers: { Accept: 'application/json' } })
    if (answer.ok) pane.innerHTML = await answer.text()
    else pane.replaceChildren(put('p', (await answer.json().catch(() => ({}))).detail || 'This cannot be shown.', 'why'))
  } catch {}
}

// write puts Markdown at the cursor, on lines of its own when it is more than one word long.
function write(view, text, select) {
  const at = view.state.selection.main, before = view.state.sliceDoc(0, at.from)
  const gap = !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? (text.startsWith('- ') ? '' : '\n') : '\n\n'
  const from = at.from + gap.length, start = select ? from + text.indexOf(select) : from + text.length
  view.dispatch({ changes: { from: at.from, to: at.to, insert: gap + text }, selection: { anchor: start, head: select ? start + select.length : start }, scrollIntoView: true, userEvent: 'input.paste' })
  view.focus()
}

const unknown = 'What the picture shows'

// send keeps a picture. While it is on its way, its place is held in the text.
async function send(view, file, status) {
  const held = '![' + (file.name || 'picture').replace(/[[\]]/g, '') + ' is on its way ' + crypto.getRandomValues(new Uint32Array(1))[0].toString(36) + '…]()'
  write(view, held)
  status.textContent = (file.name || 'The picture') + ' is on its way.'
  const form = new FormData()
  form.append('file', file, file.name || 'picture')
  let said = 'The picture did not arrive. Try again.', text = ''
  try {
    const answer = await fetch(place + '/pictures', { method: 'POST', body: form, headers: { Accept: 'application/json' } })
    const got = await answer.json()
    if (answer.ok) {
      text = '![' + unknown + '](' + got.url + ')'
      said = 'The picture is in the text. Say what it shows, for whoever does not see it.'
    } else said = [got.detail, got.hint].filter(Boolean).join(' ') || said
  } catch {}
  const from = view.state.doc.toString().indexOf(held)
  if (from >= 0) view.dispatch({ changes: { from, to: from + held.length, insert: text }, ...text && { selection: { anchor: from + 2, head: from + 2 + unknown.length } } })
  status.textContent = said
  if (text) view.focus()
}

function pick(view, status) {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = 'image/png,image/jpeg,image/gif,image/webp'
  input.addEventListener('change', () => { for (const f of input.files) send(view, f, status) })
  input.click()
}

// choose lists the record, and puts what is chosen at the cursor.
async function choose(view) {
  const box = document.createElement('dialog'), find = document.createElement('input'), list = put('ul', '', 'record'), close = put('button', 'Close', 'btn')
  box.setAttribute('aria-label', 'From the record')
  find.type = 'search'
  find.className = 'box'
  find.setAttribute('aria-label', 'Look for')
  find.placeholder = 'Look for'
  close.type = 'button'
  close.addEventListener('click', () => box.close())
  box.append(find, list, close)
  document.body.append(box)
  box.addEventListener('close', () => { box.remove(); view.focus() })
  box.showModal()
  let items = []
  try { items = await (await fetch(place + '/record', { headers: { Accept: 'application/json' } })).json() } catch {}
  const show = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean)
    list.replaceChildren(...items.filter(i => words.every(w => (i.Kind + ' ' + i.Label).toLowerCase().includes(w))).slice(0, 200).map(i => {
      const row = document.createElement('li'), b = put('button', i.Label)
      b.type = 'button'
      b.prepend(put('span', i.Kind + ' ', 'why'))
      b.addEventListener('click', () => { box.close(); write(view, i.Text + (i.Text.startsWith('- ') ? '' : '\n')) })
      row.append(b)
      return row
    }))
    if (!list.children.length) list.append(put('li', 'Nothing is found.', 'why'))
  }
  find.addEventListener('input', show)
  show()
}

// comment asks what is to be said about the words that are chosen, of a text that is saved.
function comment(area, view, marks, status) {
  const { from, to } = view.state.selection.main, doc = view.state.doc.toString(), quote = doc.slice(from, to), bare = s => s.replace(/\s+/g, '')
  status.textContent = ''
  if (!bare(quote)) return void (status.textContent = 'Choose the words first that you want to say something about.')
  if (doc !== area.defaultValue.replaceAll('\r\n', '\n')) return void (status.textContent = 'Save this section first; then its words can be commented on.')
  const all = bare(doc), words = bare(quote), at = bare(doc.slice(0, from)).length
  let nth = 0
  for (let i = all.indexOf(words); i >= 0 && i <= at; i = all.indexOf(words, i + 1)) nth++
  const box = document.createElement('dialog'), label = put('label', 'Your comment'), text = document.createElement('textarea'), row = put('div', '', 'btns')
  const keep = put('button', 'Keep the comment', 'btn main'), close = put('button', 'Close', 'btn')
  box.setAttribute('aria-label', 'Comment')
  text.className = 'box'
  text.rows = 3
  label.append(text)
  keep.type = close.type = 'button'
  close.addEventListener('click', () => box.close())
  box.addEventListener('close', () => { box.remove(); view.focus() })
  keep.addEventListener('click', async () => {
    let ok = false
    try {
      const body = new URLSearchParams({ section: area.name, quote, occurrence: nth, written: 'yes', draft: 'edit', text: text.value })
      ok = (await fetch(place + '/comments', { method: 'POST', body })).ok
    } catch {}
    if (!ok) return void (status.textContent = said.textContent = 'The comment was not kept. Try again.')
    const note = put('div', '', 'note comment'), p = document.createElement('p')
    p.append(put('span', quote, 'quote'))
    note.append(p, put('p', text.value, 'said'))
    area.closest('.section').lastElementChild.append(note)
    view.dispatch({ effects: marks.of([from, to]) })
    status.textContent = 'Your comment is kept.'
    box.close()
  })
  const said = put('p', '', 'wrong'), about = document.createElement('p')
  about.append(put('span', quote, 'quote'))
  row.append(keep, close)
  box.append(about, label, said, row)
  document.body.append(box)
  box.showModal()
}

// mark shows the words that comments are about, and moves with them. More are marked with the effect
// that it returns.
function mark(area, view) {
  const { Decoration, EditorView, StateEffect, StateField } = CodeMirror, more = StateEffect.define()
  const about = Decoration.mark({ class: 'cm-about' }), size = view.state.doc.length
  const notes = area.value === area.defaultValue ? [...document.querySelectorAll(`[data-for="${area.id}"]`)] : []
  const ranges = notes.map(n => [+n.dataset.from, +n.dataset.to]).filter(([from, to]) => from < to && to <= size)
  const field = StateField.define({
    create: () => Decoration.set(ranges.map(([from, to]) => about.range(from, to)), true),
    update: (marks, tr) => tr.effects.filter(e => e.is(more)).reduce((m, e) => m.update({ add: [about.range(...e.value)] }), marks.map(tr.changes)),
    provide: f => EditorView.decorations.from(f),
  })
  view.dispatch({ effects: StateEffect.appendConfig.of([field, EditorView.theme({ '.cm-about': { background: 'var(--accent-soft)' } })]) })
  return more
}
