// The words of the lanes' receipt printers, in Chinese.
export const printersZh = {
  column: '小票打印机',
  none: '没有',
  unknown: '读不到',
  set: '设置打印机',
  width: (mm: number) => `${mm} 毫米`,
  prints: { always: '每笔都打', on_request: '客人要才打' },
  trouble: { away: '打印机没有反应', full: '排队的小票太多' },
  todo: {
    away: '最近一张小票没有打出来。请看打印机有没有通电、有没有纸、网线插好没有，地址对不对；下一张打出来后这条提示就会消失。',
    full: '小票打得没有卖得快，多出来的不再打。请看打印机是不是卡纸，或改为“客人要才打”。',
  },
  title: (lane: string) => `${lane}的小票打印机`,
  address: '打印机地址',
  addressHint: '写打印机自检页上的 IP，例如 192.168.1.50；端口一般是 9100。',
  byBrowser: '没有地址就没有小票打印机：客人要小票时由浏览器打印。',
  paper: '纸宽',
  when: '什么时候打',
  tryIt: '保存后，请在窗口补打一张小票试一试。',
  saved: '已保存，窗口在一分钟内用上。',
}
