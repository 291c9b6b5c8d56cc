// How the office books: once, however often it is pressed or sent again, and each refusal at the field it is about.
import { computed, shallowRef } from 'vue'
import { ApiProblem, post } from '../../api/client'
import { isReused, sendOnce } from '../../api/sendOnce'
import { explain } from '../parts/explain'
import { useAct } from '../parts/useAct'

/** The booking of one form, whose fields are those of the body. `codes` names the field that a refusal as a whole is about. */
export function useBooking<Body extends { id: string }, Booked>(
  path: string,
  fields: readonly (keyof Body & string)[],
  codes: Readonly<Record<string, keyof Body & string>> = {},
) {
  const act = useAct()
  const booked = shallowRef<Booked | null>(null)
  const wholeAt = computed(() => {
    const code = act.error.value instanceof ApiProblem ? act.error.value.code : ''
    return Object.hasOwn(codes, code) ? (codes[code] ?? null) : null
  })
  const once = sendOnce()

  /** Books it; true when it is in the books. */
  async function book(body: Omit<Body, 'id'>): Promise<boolean> {
    return act.run(async () => {
      booked.value = await once((id) => post<Booked>(path, { id, ...body }))
    })
  }

  return {
    act,
    booked,
    book,
    /** An earlier press was booked although its answer was lost, and the form says something else by now. */
    wasBooked: computed(() => isReused(act.error.value)),
    /** What is wrong with a field, in the server's words. */
    problemAt: (field: keyof Body & string) => act.fieldProblem(field) ?? (wholeAt.value === field ? explain(act.error.value) : null),
    /** Everything that is wrong stands at its field: nothing is left to say below the form. */
    isSaidAtFields: computed(() => {
      const wrong = act.error.value instanceof ApiProblem ? act.error.value.fields : []
      return wholeAt.value !== null || (wrong.length > 0 && wrong.every(({ field }) => fields.some((each) => each === field)))
    }),
    /** The server said no, so that nothing is booked: only another form helps. */
    wasRefused: computed(() => act.error.value instanceof ApiProblem),
    again: () => {
      act.forget()
      booked.value = null
    },
  }
}
