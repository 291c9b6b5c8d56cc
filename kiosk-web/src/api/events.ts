// What does a stream of server-sent events say? Its text is cut into the data of each event; what is not whole yet waits.

/** The data of the events that are whole, and the text behind them. Only `data:` lines count: the data says its own kind. */
export function eventsIn(text: string): { data: string[]; rest: string } {
  const parts = text.split('\n\n')
  const rest = parts.pop() ?? ''
  return { data: parts.map(dataOf).filter((data) => data !== ''), rest }
}

function dataOf(event: string): string {
  const lines = event.split('\n').filter((line) => line.startsWith('data:'))
  return lines.map((line) => line.slice('data:'.length).trimStart()).join('\n')
}
