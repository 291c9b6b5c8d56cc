// The photos of one stop: seen with a reason, which is kept, and forgotten as soon as nobody looks any more.
import { shallowRef } from 'vue'
import { post } from '../../api/client'
import { useAct } from '../parts/useAct'
import type { BoardStop } from '../types'

/** A photo that is looked at. */
export interface SeenPhoto {
  id: string
  at: string
  volunteer: string
  address: string
}

/** Asks for the photos of a stop. */
export function usePhotos() {
  const act = useAct()
  const seen = shallowRef<readonly SeenPhoto[]>([])

  function look(stop: BoardStop, reason: string): Promise<boolean> {
    return act.run(async () => {
      const photos: SeenPhoto[] = []
      for (const { id, at, volunteer } of stop.photos) {
        const { jpeg } = await post<{ jpeg: string }>(`/deliveries/photos/${id}/reveal`, { reason })
        photos.push({ id, at, volunteer, address: `data:image/jpeg;base64,${jpeg}` })
      }
      seen.value = photos
    })
  }

  return { act, seen, look, forget: () => (seen.value = []) }
}
