// Every word of the audit trail, in English.
import type { ActWords } from '../audit/acts'
import type { auditZh } from './auditZh'

const FILES: Partial<Record<string, string>> = { 'meals.csv': 'the meals as CSV', 'meals.xlsx': 'the Excel workbook', 'summary.csv': 'the summary as CSV' }
const ROUND_CHANGES = { ordered: 'reordered', walked: 'walked anew', given: 'given to somebody', packed: 'packed', link_made: 'link made', link_revoked: 'link revoked', closed: 'closed', printed: 'sheet printed' }
const COUNTED: Partial<Record<string, string>> = { staff: 'staff meals', prepared: 'cooked', left_over: 'left over' }
const SAMPLE_ENDS: Partial<Record<string, string>> = { thrown_away: 'thrown away', handed_over: 'handed to inspectors', mistaken: 'mistaken entry' }
const RUNGS: Partial<Record<string, string>> = { ring: 'rang again', phone: 'phone', neighbour: 'neighbour', grid_worker: 'grid worker', emergency: '120 or 110', closed: 'ended the search' }
const reasonOf = ({ reason }: { reason: string }): string => (reason === '' ? '' : `Reason: ${reason}`)
const loginOf = ({ login }: { login: string }): string => `Login ${login}`
const counted = (many: number, one: string, more: string): string => (many === 1 ? `1 ${one}` : `${many} ${more}`)
const cardsOf = (many: number): string => counted(many, 'card', 'cards')

const acts: ActWords = {
  canteen_created: { did: 'opened the canteen', facts: ({ name }) => `Named “${name}”` },
  sign_in: { did: 'signed in', facts: ({ by }) => (by === 'pin' ? 'By PIN at a lane' : 'By login and password') },
  own_password_changed: { did: 'changed their own password', facts: () => '' },
  staff_added: { did: 'added a person', facts: ({ login, role }, names) => `Login ${login}, ${names.role(role)}` },
  staff_password_set: { did: 'set a password', facts: loginOf },
  staff_pin_set: { did: 'set a PIN', facts: loginOf },
  staff_disabled: { did: 'disabled a person', facts: loginOf },
  staff_resident_set: { did: 'said who somebody of the staff is in the register', facts: loginOf },
  staff_enabled: { did: 'enabled a person', facts: loginOf },
  lane_code_made: { did: 'made a lane code', facts: ({ name }) => `Lane “${name}”` },
  lane_enrolled: { did: 'enrolled a lane', facts: () => '' },
  lane_device_ended: { did: 'the device before it ended', facts: () => '' },
  lane_revoked: { did: 'revoked a lane', facts: () => '' },
  printer_set: { did: 'set a receipt printer', facts: ({ address }) => (address === '' ? 'No printer' : `At ${address}`) },
  resident_revealed: { did: 'unmasked a person', facts: reasonOf },
  fact_recorded: { did: 'recorded a fact', facts: ({ kind }, names) => names.fact(kind) },
  register_imported: {
    did: 'imported the register',
    facts: (facts) => `${facts.new} new, ${facts.changed} changed, ${facts.unchanged} unchanged; file ${facts.sha256.slice(0, 12)}…`,
  },
  cards_issued: {
    did: 'issued cards',
    facts: ({ issued, skipped }) => (skipped === 0 ? cardsOf(issued) : `${cardsOf(issued)}, none for ${counted(skipped, 'person', 'people')}`),
  },
  cards_printed: { did: 'printed cards', facts: ({ cards }) => cardsOf(cards) },
  card_blocked: { did: 'blocked a card', facts: reasonOf },
  card_replaced: { did: 'replaced a card', facts: ({ by, reason }) => `By card …${by.slice(-6)}. Reason: ${reason}` },
  card_closed: { did: 'closed a card', facts: reasonOf },
  policy_loaded: { did: 'loaded a policy', facts: () => 'without a second person: shipped with the canteen, or uploaded by one in an earlier version' },
  policy_proposed: { did: 'proposed a policy', facts: () => '' },
  policy_rejected: { did: 'rejected a policy', facts: reasonOf },
  policy_approved: { did: 'approved a policy', facts: () => '' },
  policy_published: { did: 'recorded a publication', facts: ({ place, on }) => `${on}, ${place}` },
  holidays_recorded: { did: 'recorded days of the calendar', facts: ({ days, notice }) => `${days} days, ${notice}` },
  sale_voided: { did: 'voided a sale', facts: reasonOf },
  month_exported: { did: 'downloaded a month', facts: ({ file }) => FILES[file] ?? file },
  money_transferred: { did: 'moved money', facts: ({ from, to, amount }, names) => `${names.account(from)} → ${names.account(to)}, ${amount} yuan arrived` },
  funder_paid: { did: 'booked a payment of a funder', facts: ({ from, amount }) => `${from}, ${amount} yuan` },
  statement_imported: { did: 'imported a merchant statement', facts: ({ tender }) => (tender === 'wechat' ? 'WeChat Pay' : 'Alipay') },
  wallet_refunded: { did: 'refunded a balance', facts: ({ amount, reason }) => `${amount} yuan. Reason: ${reason}` },
  debt_repaid: { did: 'took what was owed', facts: ({ amount }) => `${amount} yuan` },
  payer_allowed: { did: 'let pay from another wallet', facts: ({ wallet }) => `The wallet of resident …${wallet.slice(-6)}` },
  payer_ended: { did: 'ended paying from another wallet', facts: ({ wallet }) => `It was the wallet of resident …${wallet.slice(-6)}` },
  delivery_planned: { did: 'planned deliveries', facts: ({ meal, from }) => `${meal}, from ${from}` },
  delivery_ended: { did: 'ended deliveries', facts: ({ meal, until, reason }) => `${meal}, until ${until}. Reason: ${reason}` },
  delivery_held: { did: 'held deliveries', facts: ({ from, until, reason }) => `From ${from}${until === null ? '' : ` to ${until}`}. Reason: ${reason}` },
  delivery_hold_lifted: { did: 'lifted a hold', facts: ({ until }) => `It ends with ${until}` },
  delivery_contacts_set: { did: 'changed whom to call', facts: ({ contacts }) => `${contacts} contacts` },
  dish_saved: { did: 'kept a dish', facts: ({ name }) => name },
  menu_set: { did: 'set a menu', facts: ({ date, meal, dishes }) => `${date} ${meal}, ${dishes} dishes` },
  rounds_drafted: { did: 'laid out rounds', facts: ({ date, meal, rounds, stops }) => `${date} ${meal}, ${rounds} rounds, ${stops} stops` },
  round_changed: { did: 'changed a round', facts: ({ change }) => ROUND_CHANGES[change] },
  stops_moved: { did: 'handed stops over', facts: ({ stops }) => `${stops} stops` },
  ladder_climbed: { did: 'looked for somebody', facts: ({ rung, found }) => `${RUNGS[rung] ?? rung}: ${found === 'reached' ? 'found' : 'not found'}` },
  stop_settled: { did: 'settled a meal without proof', facts: ({ decision, reason }) => `${decision === 'delivered' ? 'Delivered' : 'Not delivered'}. Reason: ${reason}` },
  exception_settled: { did: 'settled an exception of a month', facts: ({ check, reason }) => `${check}. Reason: ${reason}` },
  month_proposed: { did: 'proposed to close a month', facts: () => '' },
  month_closed: { did: 'closed a month', facts: ({ sha256 }) => `SHA-256 ${sha256.slice(0, 12)}…` },
  door_tags_issued: { did: 'made door tags', facts: ({ tags }) => counted(tags, 'tag', 'tags') },
  door_tags_printed: { did: 'printed door tags', facts: ({ tags }) => counted(tags, 'tag', 'tags') },
  door_tag_replaced: { did: 'replaced a door tag', facts: ({ by, reason }) => `New tag …${by.slice(-6)}. Reason: ${reason}` },
  door_tag_retired: { did: 'retired a door tag', facts: reasonOf },
  photo_seen: { did: 'looked at a photo from a door', facts: reasonOf },
  contact_revealed: { did: 'saw a contact’s number', facts: ({ contact, reason }) => `Contact …${contact.slice(-6)}. Reason: ${reason}` },
  report_answered: { did: 'answered a report from a door', facts: ({ words }) => words },
  silence_answered: { did: 'asked after somebody silent', facts: ({ words }) => words },
  certificate_issued: { did: 'certified volunteer hours', facts: ({ number }) => `no. ${number}` },
  office_phone_set: { did: 'wrote down the office’s number', facts: ({ phone }) => (phone === '' ? 'no number' : phone) },
  places_drawn: { did: 'drew the buildings', facts: ({ buildings }) => `${buildings} buildings` },
  kitchen_counted: { did: 'wrote a number of the kitchen down', facts: ({ date, meal, what, meals }) => `${date} ${meal}, ${COUNTED[what] ?? what}: ${meals}` },
  kitchen_closed: { did: 'closed a kitchen sheet', facts: ({ date, meal, difference, reason }) => `${date} ${meal}${difference === 0 ? '' : `, ${difference} meals not accounted for. Reason: ${reason}`}` },
  sample_kept: { did: 'kept a sample', facts: ({ date, meal, dish, grams }) => `${date} ${meal}, ${dish}, ${grams} g` },
  sample_ended: { did: 'ended a sample', facts: ({ dish, end, reason }) => `${dish}, ${SAMPLE_ENDS[end] ?? end}${reason === '' ? '' : `. Reason: ${reason}`}` },
  temperature_taken: { did: 'took a temperature', facts: ({ date, meal, dish, core_tenths: tenths }) => `${date} ${meal}, ${dish}, ${(tenths / 10).toFixed(1)} °C` },
  other: { did: 'line of another version', facts: ({ code, text }) => `${code} ${text}` },
}

export const auditEn: typeof auditZh = {
  columns: { at: 'Time', who: 'Who', what: 'Did what', subject: 'To what', detail: 'Detail' },
  system: 'System',
  acts,
  subjects: { resident: 'Resident', card: 'Card', batch: 'Batch', lane: 'Lane', staff: 'Staff', policy: 'Policy', policy_proposal: 'Proposal', canteen: 'Canteen', month: 'Month', sale: 'Sale', register: 'Register', movement: 'Movement', round: 'round', stop: 'stop', door_tag: 'door tag', photo: 'photo', statement: 'Statement' },
  emptyTitle: 'No audit lines yet',
  empty: 'Unmasking an ID number, issuing or blocking a card, enrolling a lane: all of it is written down here.',
}
