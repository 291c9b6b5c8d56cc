// Every word of the counter, in Chinese. The shape of this object is what English has to fill.
export const zh = {
  canteen: '幸福食堂',
}
