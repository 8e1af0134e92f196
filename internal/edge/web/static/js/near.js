// While somebody types into the text of a form, asks which open incidents it may be about:
//   <div id="near" data-near="/report/similar" data-near-as="links"> ... </div>
// The fields text, join and report of its form go along, by POST so that the words stay out of
// logs; with the box "anonymous" ticked nothing is asked. What was chosen stays chosen.
const place = document.querySelector('[data-near^="/"]')
const form = place?.closest('form') || document.querySelector('form[data-near-text]')
const text = form?.querySelector('[name=text], [name=title]')

if (place && text) {
  let timer = 0, asked = null, last = ''
  const ask = async () => {
    const words = text.value.trim().slice(0, 2000)
    if (words === last || form.elements.anonymous?.checked) return
    last = words
    asked?.abort()
    asked = new AbortController()
    const join = form.querySelector('[name=join]:checked')?.value ?? ''
    const body = new URLSearchParams({ text: words, join, as: place.dataset.nearAs ?? '', report: form.elements.report?.value ?? '' })
    try {
      const answer = await fetch(place.dataset.near, { method: 'POST', body, signal: asked.signal })
      if (answer.ok && !place.contains(document.activeElement)) place.innerHTML = await answer.text()
    } catch { /* Out of reach: the list that the page came with stays. */ }
  }
  text.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 350) })
}
