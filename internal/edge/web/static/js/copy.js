// <button data-copy="ID" hidden> copies the value or the text of the element with that ID. On
// plain http there is no clipboard, so the words are selected and copied the old way.
async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent)
  } catch {
    source.select ? source.select() : getSelection().selectAllChildren(source)
    document.execCommand('copy')
  }
}
for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    await copy(document.getElementById(button.dataset.copy))
    const label = button.firstChild
    const was = label.textContent
    label.textContent = 'Copied'
    document.getElementById('notices')?.setAttribute('aria-label', 'Copied')
    setTimeout(() => { label.textContent = was }, 2000)
  })
}
