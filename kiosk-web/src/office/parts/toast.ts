// A short word that something worked; it goes away by itself.
import ElMessage from 'element-plus/es/components/message/index'

/** Says that an act succeeded. */
export function sayDone(sentence: string): void {
  ElMessage({ message: sentence, type: 'success', duration: 3500, grouping: true })
}
