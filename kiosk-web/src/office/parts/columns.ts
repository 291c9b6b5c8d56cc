// What a table shows in which column.
export interface Column {
  /** The slot that fills it. */
  key: string
  label: string
  /** A track of the grid; an equal share unless told. */
  width?: string
  align?: 'start' | 'end'
  /** On a phone this one is the row's headline. */
  lead?: boolean
}
