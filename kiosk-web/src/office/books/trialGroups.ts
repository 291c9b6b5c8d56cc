// How a trial balance is read: class by class, with the accounts of each under it.
import { inWords } from '../../i18n'
import type { AccountLine, ClassLine, TrialBalance } from '../types'

export interface TrialGroup {
  line: ClassLine
  accounts: AccountLine[]
  /** The class is this one account: a line of its own would say the same twice. */
  only: AccountLine | null
}

/** The classes in the server's order, each with its accounts. */
export function groupsOf(trial: Pick<TrialBalance, 'accounts' | 'classes'>): TrialGroup[] {
  return trial.classes.map((line) => {
    const accounts = trial.accounts.filter((each) => each.class === line.class)
    const [first] = accounts
    const isItself = accounts.length === 1 && first !== undefined && first.name.zh === line.name.zh
    return { line, accounts, only: isItself ? first : null }
  })
}

/** What an account is called under its class: without the word of the class, which stands above it. */
export function nameUnder(line: Pick<ClassLine, 'name'>, account: Pick<AccountLine, 'name'>): string {
  const [above, name] = [`${inWords(line.name)} `, inWords(account.name)]
  return name.startsWith(above) ? name.slice(above.length) : name
}

/** Do both sides come to the same? The server adds up, the page compares. */
export function isEven(trial: Pick<TrialBalance, 'total_debit' | 'total_credit'>): boolean {
  return trial.total_debit === trial.total_credit
}
