// Where does a receipt printer listen? People write down what its test page says; the server wants it whole.

/** The port on which receipt printers take what they print (JetDirect). */
const PORT = 9100

/** "192.168.1.50" as "tcp://192.168.1.50:9100"; what is whole already, and what nobody can mend, stays as it is. */
export function addressOf(written: string): string {
  const text = written.trim().replaceAll('：', ':').replaceAll('。', '.')
  if (text === '' || text.includes('/')) return text
  return `tcp://${/:\d+$/.test(text) ? text : `${text}:${PORT}`}`
}
