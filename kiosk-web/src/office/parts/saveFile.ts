// How a file gets from the page into the downloads folder.

/** Hands a file to the browser to save under this name. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads the file after this task; give it time before the address goes away.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
