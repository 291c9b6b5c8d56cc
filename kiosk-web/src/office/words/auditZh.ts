// Every word of the audit trail, in Chinese: each act of the server has a name here, and its facts a sentence.
import type { ActWords } from '../audit/acts'

const FILES: Partial<Record<string, string>> = { 'meals.csv': '就餐明细 CSV', 'meals.xlsx': 'Excel 工作簿', 'summary.csv': '汇总 CSV' }
const MEALS: Partial<Record<string, string>> = { lunch: '午餐', dinner: '晚餐' }
const ROUND_CHANGES = { ordered: '调整顺序', walked: '按最短路线重排', given: '换志愿者', packed: '打包', link_made: '生成链接', link_revoked: '作废链接', closed: '结束', printed: '打印路线单' }
const COUNTED: Partial<Record<string, string>> = { staff: '员工餐', prepared: '做了', left_over: '剩下' }
const SAMPLE_ENDS: Partial<Record<string, string>> = { thrown_away: '倒掉', handed_over: '送检', mistaken: '录错' }
const RUNGS: Partial<Record<string, string>> = { ring: '再敲门', phone: '打电话', neighbour: '问邻居', grid_worker: '找网格员', emergency: '120 或 110', closed: '结束寻找' }
const reasonOf = ({ reason }: { reason: string }): string => (reason === '' ? '' : `原因：${reason}`)
const loginOf = ({ login }: { login: string }): string => `登录名 ${login}`

const acts: ActWords = {
  canteen_created: { did: '建立食堂', facts: ({ name }) => `名称“${name}”` },
  sign_in: { did: '登录', facts: ({ by }) => (by === 'pin' ? '在窗口输入 PIN' : '输入登录名和密码') },
  own_password_changed: { did: '改自己的密码', facts: () => '' },
  staff_added: { did: '添加人员', facts: ({ login, role }, names) => `登录名 ${login}，${names.role(role)}` },
  staff_password_set: { did: '设密码', facts: loginOf },
  staff_pin_set: { did: '设 PIN', facts: loginOf },
  staff_disabled: { did: '停用人员', facts: loginOf },
  staff_resident_set: { did: '登记人员是哪位居民', facts: loginOf },
  staff_enabled: { did: '恢复人员', facts: loginOf },
  lane_code_made: { did: '生成绑定码', facts: ({ name }) => `窗口“${name}”` },
  lane_enrolled: { did: '接入窗口', facts: () => '' },
  lane_device_ended: { did: '原设备停用', facts: () => '' },
  lane_revoked: { did: '停用窗口', facts: () => '' },
  printer_set: { did: '设置小票打印机', facts: ({ address }) => (address === '' ? '不用打印机' : `地址 ${address}`) },
  resident_revealed: { did: '查看完整信息', facts: reasonOf },
  fact_recorded: { did: '记一条情况', facts: ({ kind }, names) => names.fact(kind) },
  register_imported: {
    did: '导入居民表',
    facts: (facts) => `新增 ${facts.new} 位，变更 ${facts.changed} 位，${facts.unchanged} 位不变；文件指纹 ${facts.sha256.slice(0, 12)}…`,
  },
  cards_issued: { did: '发卡', facts: ({ issued, skipped }) => (skipped === 0 ? `发出 ${issued} 张` : `发出 ${issued} 张，${skipped} 位没有发`) },
  cards_printed: { did: '打印餐卡', facts: ({ cards }) => `${cards} 张` },
  card_blocked: { did: '挂失', facts: reasonOf },
  card_replaced: { did: '补卡', facts: ({ by, reason }) => `新卡 …${by.slice(-6)}，原因：${reason}` },
  card_closed: { did: '注销餐卡', facts: reasonOf },
  policy_loaded: { did: '载入政策', facts: () => '没有第二人：建立食堂时自带的政策，或旧版本由一人上传' },
  policy_proposed: { did: '提出政策', facts: () => '' },
  policy_approved: { did: '批准政策', facts: () => '' },
  policy_rejected: { did: '不批准政策', facts: reasonOf },
  policy_published: { did: '登记公示', facts: ({ place, on }) => `${on}，${place}` },
  holidays_recorded: { did: '登记节假日安排', facts: ({ days, notice }) => `${days} 天，${notice}` },
  sale_voided: { did: '冲红', facts: reasonOf },
  month_exported: { did: '下载月度数据', facts: ({ file }) => FILES[file] ?? file },
  money_transferred: { did: '转存', facts: ({ from, to, amount }, names) => `${names.account(from)} → ${names.account(to)}，到账 ${amount} 元` },
  funder_paid: { did: '收到补贴款', facts: ({ from, amount }) => `${from}，${amount} 元` },
  statement_imported: { did: '导入对账单', facts: ({ tender }) => (tender === 'wechat' ? '微信支付' : '支付宝') },
  wallet_refunded: { did: '退余额', facts: ({ amount, reason }) => `${amount} 元，原因：${reason}` },
  debt_repaid: { did: '收欠费', facts: ({ amount }) => `${amount} 元` },
  payer_allowed: { did: '允许用同住人的余额', facts: ({ wallet }) => `用居民 …${wallet.slice(-6)} 的余额` },
  payer_ended: { did: '结束共用余额', facts: ({ wallet }) => `原用居民 …${wallet.slice(-6)} 的余额` },
  delivery_planned: { did: '安排送餐', facts: ({ meal, from }) => `${MEALS[meal] ?? meal}，${from} 起` },
  delivery_ended: { did: '结束送餐', facts: ({ meal, until, reason }) => `${MEALS[meal] ?? meal}，送到 ${until}，原因：${reason}` },
  delivery_held: { did: '暂停送餐', facts: ({ from, until, reason }) => `${from} ${until === null ? '起' : `至 ${until}`}，原因：${reason}` },
  delivery_hold_lifted: { did: '提前恢复送餐', facts: ({ until }) => `暂停到 ${until}` },
  delivery_contacts_set: { did: '改送餐联系人', facts: ({ contacts }) => `${contacts} 位` },
  dish_saved: { did: '改菜品', facts: ({ name }) => name },
  menu_set: { did: '排菜单', facts: ({ date, meal, dishes }) => `${date} ${MEALS[meal] ?? meal}，${dishes} 道菜` },
  rounds_drafted: { did: '排送餐路线', facts: ({ date, meal, rounds, stops }) => `${date} ${MEALS[meal] ?? meal}，${rounds} 条路线，${stops} 站` },
  round_changed: { did: '改路线', facts: ({ change }) => ROUND_CHANGES[change] },
  stops_moved: { did: '转交站点', facts: ({ stops }) => `${stops} 站` },
  ladder_climbed: { did: '找人', facts: ({ rung, found }) => `${RUNGS[rung] ?? rung}，${found === 'reached' ? '找到了' : '没有找到'}` },
  stop_settled: { did: '确认无凭证的送餐', facts: ({ decision, reason }) => `${decision === 'delivered' ? '已送到' : '没有送到'}，原因：${reason}` },
  exception_settled: { did: '处理月度异常', facts: ({ check, reason }) => `${check}，原因：${reason}` },
  month_proposed: { did: '提出月结', facts: () => '' },
  month_closed: { did: '批准月结', facts: ({ sha256 }) => `校验值 ${sha256.slice(0, 12)}…` },
  door_tags_issued: { did: '发门牌码', facts: ({ tags }) => `${tags} 张` },
  door_tags_printed: { did: '打印门牌码', facts: ({ tags }) => `${tags} 张` },
  door_tag_replaced: { did: '补换门牌码', facts: ({ by, reason }) => `新码 …${by.slice(-6)}，原因：${reason}` },
  door_tag_retired: { did: '停用门牌码', facts: reasonOf },
  photo_seen: { did: '看门口照片', facts: reasonOf },
  contact_revealed: { did: '查看联系人电话', facts: ({ contact, reason }) => `联系人 …${contact.slice(-6)}，原因：${reason}` },
  report_answered: { did: '答复门口的报告', facts: ({ words }) => words },
  silence_answered: { did: '核实一直没来的老人', facts: ({ words }) => words },
  certificate_issued: { did: '开志愿服务证明', facts: ({ number }) => `第 ${number} 号` },
  places_drawn: { did: '画楼栋位置', facts: ({ buildings }) => `${buildings} 栋` },
  kitchen_counted: { did: '记厨房份数', facts: ({ date, meal, what, meals }) => `${date} ${MEALS[meal] ?? meal}，${COUNTED[what] ?? what} ${meals} 份` },
  kitchen_closed: { did: '结厨房单', facts: ({ date, meal, difference, reason }) => `${date} ${MEALS[meal] ?? meal}${difference === 0 ? '' : `，差 ${difference} 份，原因：${reason}`}` },
  sample_kept: { did: '记留样', facts: ({ date, meal, dish, grams }) => `${date} ${MEALS[meal] ?? meal}，${dish} ${grams} 克` },
  sample_ended: { did: '处理留样', facts: ({ dish, end, reason }) => `${dish}，${SAMPLE_ENDS[end] ?? end}${reason === '' ? '' : `，原因：${reason}`}` },
  temperature_taken: { did: '记中心温度', facts: ({ date, meal, dish, core_tenths: tenths }) => `${date} ${MEALS[meal] ?? meal}，${dish} ${(tenths / 10).toFixed(1)} ℃` },
  other: { did: '其他版本的记录', facts: ({ code, text }) => `${code} ${text}` },
}

export const auditZh = {
  columns: { at: '时间', who: '谁', what: '做了什么', subject: '对象', detail: '说明' },
  system: '系统',
  acts,
  subjects: { resident: '居民', card: '餐卡', batch: '批次', lane: '窗口', staff: '人员', policy: '政策', policy_proposal: '政策提案', canteen: '食堂', month: '月份', sale: '就餐记录', register: '居民登记', movement: '资金变动', round: '送餐路线', stop: '站点', door_tag: '门牌码', photo: '照片', statement: '对账单' },
  emptyTitle: '还没有审计记录',
  empty: '查看完整证件号、发卡、挂失、接入窗口等操作都会记在这里。',
}
