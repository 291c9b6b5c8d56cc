// Do the books say what the counter was told? The receipts that the page got, held one by one against the month's file, and
// summed against the day sheet and the month.

/** What the books say otherwise than the receipts of one day, in sentences; none when they agree. */
export async function disagreements(admin, receipts) {
  const [{ service_date: date }] = receipts
  const [day, month, file] = await Promise.all([
    admin.get(`/days/${date}`),
    admin.get(`/months/${date.slice(0, 7)}`),
    admin.text(`/months/${date.slice(0, 7)}/meals.csv`),
  ])
  return [
    ...givenTwice(receipts),
    ...oneByOne(receipts, mealsIn(file)),
    ...sums('day', day.total, receipts),
    ...sums('month', month.total, receipts),
    ...day.differences.map((difference) => `the journal differs: ${JSON.stringify(difference)}`),
  ]
}

/** No number was given to two sales, and none was left out. */
function givenTwice(receipts) {
  const numbers = receipts.map(({ receipt_no: number }) => number)
  const twice = numbers.filter((number, at) => numbers.indexOf(number) !== at)
  return twice.map((number) => `receipt ${number} was given twice`)
}

function oneByOne(receipts, meals) {
  const lost = receipts.flatMap((receipt) => {
    const meal = meals.get(receipt.receipt_no)
    if (meal === undefined) return [`receipt ${receipt.receipt_no} is in no book`]
    return FIELDS.filter(([said, column]) => receipt[said] !== meal[column]).map(
      ([said, column]) => `receipt ${receipt.receipt_no}: ${said} ${receipt[said]}, ${meal[column]} in the book`,
    )
  })
  const given = new Set(receipts.map(({ receipt_no: number }) => number))
  const unasked = [...meals.keys()].filter((number) => !given.has(number))
  return [...lost, ...unasked.map((number) => `sale ${number} was told to nobody`)]
}

function sums(period, total, receipts) {
  const shares = receipts.flatMap((receipt) => receipt.shares)
  const told = {
    meals: receipts.length,
    standard: sumOf(receipts, 'standard'),
    pays: sumOf(receipts, 'pays'),
    subsidy: sumOf(shares, 'amount'),
  }
  return Object.entries(told)
    .filter(([name, amount]) => total[name] !== amount)
    .map(([name, amount]) => `${name} of the ${period}: ${amount} told, ${total[name]} in the book`)
}

/** What a receipt says, and the column of the file that must say the same. */
const FIELDS = [
  ['service_date', '就餐日期'],
  ['standard', '餐标'],
  ['pays', '自付'],
]

/** The rows of the month's file by receipt number. */
function mealsIn(file) {
  const [head, ...rows] = file.replace('\uFEFF', '').trim().split('\r\n').map((line) => line.split(','))
  const meals = rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [head[at], cell])))
  return new Map(meals.map((meal) => [Number(meal['小票号']), meal]))
}

/** A sum in yuan, counted in whole fen. */
function sumOf(rows, field) {
  const fen = rows.reduce((total, row) => total + Number(row[field].replace('.', '')), 0)
  return (fen / 100).toFixed(2)
}
