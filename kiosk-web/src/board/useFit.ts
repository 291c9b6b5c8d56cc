// How large can type be so that all of a box is seen? Tried out on the page itself, because only the page knows where lines break.
import { onScopeDispose, watch, type Ref } from 'vue'

/** Sizes to try, in a unit of CSS. */
export interface Sizes {
  from: number
  to: number
  step: number
  unit: 'vh' | 'mm'
}

/** The largest size that fits, by halves; the smallest if none does. */
export function largest({ from, to, step }: Omit<Sizes, 'unit'>, fits: (size: number) => boolean): number {
  let [low, high] = [0, Math.floor((to - from) / step + 1e-9)]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(from + middle * step)) low = middle
    else high = middle - 1
  }
  return from + low * step
}

/** Keeps the `--type` of a box at the largest size in which nothing of it is cut off, whatever it shows and however large it is. Where
 * even the smallest is too large the box says `data-overfull`. */
export function useFit(box: Readonly<Ref<HTMLElement | null>>, sizes: Sizes, shown: () => unknown): void {
  function fit(): void {
    const element = box.value
    if (element === null) return
    delete element.dataset['overfull']
    const fits = (size: number): boolean => {
      element.style.setProperty('--type', `${size.toFixed(2)}${sizes.unit}`)
      return element.scrollHeight <= element.clientHeight && element.scrollWidth <= element.clientWidth
    }
    if (!fits(largest(sizes, fits))) element.dataset['overfull'] = ''
  }

  watch([box, shown], fit, { flush: 'post', immediate: true })
  window.addEventListener('resize', fit)
  onScopeDispose(() => window.removeEventListener('resize', fit))
  // Another font breaks lines elsewhere.
  void document.fonts?.ready.then(fit)
}
