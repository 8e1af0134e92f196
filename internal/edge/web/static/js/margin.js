// Comments on words: choosing words of a section ([data-section]) offers a button, which brings the
// form of the page to them. Without it, the form asks for section and words.
const form = document.querySelector('form[data-comment]'), home = form?.parentElement
const bare = s => s.replace(/\s+/g, '')
const offer = document.createElement('button')
offer.type = 'button'
offer.className = 'btn little offer'
offer.textContent = 'Comment on these words'
offer.hidden = true

// chosen are the words of one section that are selected, and which of those that read the same.
function chosen() {
  const selection = getSelection()
  if (!selection.rangeCount || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  const within = n => (n.nodeType === 1 ? n : n.parentElement).closest('[data-section]')
  const section = within(range.startContainer), quote = selection.toString().trim()
  if (!section || within(range.endContainer) !== section || !bare(quote) || quote.length > 2000) return null
  const before = range.cloneRange()
  before.selectNodeContents(section)
  before.setEnd(range.startContainer, range.startOffset)
  const all = bare(section.textContent), words = bare(quote), at = bare(before.toString()).length
  let nth = 0
  for (let i = all.indexOf(words); i >= 0 && i <= at; i = all.indexOf(words, i + 1)) nth++
  return { section, quote, nth: Math.max(nth, 1), box: range.getBoundingClientRect() }
}

if (form) {
  document.body.append(offer)
  document.addEventListener('selectionchange', () => {
    const words = chosen()
    offer.hidden = !words
    if (!words) return
    offer.style.top = words.box.bottom + scrollY + 6 + 'px'
    offer.style.left = Math.max(8, Math.min(words.box.left + scrollX, document.documentElement.clientWidth - 200)) + 'px'
  })
  offer.addEventListener('pointerdown', e => e.preventDefault()) // The words stay chosen.
  offer.addEventListener('click', () => {
    const words = chosen()
    if (!words) return
    form.elements.section.value = words.section.dataset.section
    form.elements.quote.value = words.quote
    if (!form.elements.occurrence) {
      const nth = document.createElement('input')
      nth.type = 'hidden'
      nth.name = 'occurrence'
      form.append(nth)
    }
    form.elements.occurrence.value = words.nth
    words.section.after(form)
    form.classList.add('here')
    offer.hidden = true
    form.elements.text.focus()
  })
  form.addEventListener('keydown', e => {
    if (e.key !== 'Escape' || form.parentElement === home) return
    home.append(form)
    form.classList.remove('here')
    form.elements.quote.value = ''
    form.elements.occurrence?.remove()
  })
}
