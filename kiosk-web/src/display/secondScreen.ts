// Where does the diner's page open? On the computer's second screen if there is one and the browser may use it.

/** One page for all openings: opening it again brings it to the counter that opens it. */
const WINDOW = 'canteen-display'
/** A window that can be moved about. */
const ANYWHERE = 'popup'
/** Whoever does not answer the browser's question gets a window all the same. */
const PATIENCE_MS = 500

/** What the type library does not know yet (Window Management, Chrome 100). */
interface ScreenPlace {
  availLeft: number
  availTop: number
  availWidth: number
  availHeight: number
}
interface ManyScreens {
  screen: { isExtended?: boolean }
  getScreenDetails?: () => Promise<{ screens: ScreenPlace[]; currentScreen: ScreenPlace }>
}

/** The place of the second screen, in the words of `window.open`; anywhere if there is none. Asks for leave the first time: call
 * it before the press that opens the window. */
export async function secondScreen(): Promise<string> {
  const { screen, getScreenDetails } = window as unknown as ManyScreens
  if (screen.isExtended !== true || getScreenDetails === undefined) return ANYWHERE
  try {
    const { screens, currentScreen } = await getScreenDetails.call(window)
    const other = screens.find((one) => one !== currentScreen)
    if (other === undefined) return ANYWHERE
    const { availLeft: left, availTop: top, availWidth: width, availHeight: height } = other
    return `popup,left=${left},top=${top},width=${width},height=${height}`
  } catch {
    // Whoever says no moves the window over by hand.
    return ANYWHERE
  }
}

/** Opens the diner's page, paired with this counter. False when the browser does not let windows open. */
export async function openDisplayWindow(token: string, place: Promise<string>): Promise<boolean> {
  const soon = new Promise<string>((resolve) => setTimeout(resolve, PATIENCE_MS, ANYWHERE))
  return window.open(`/display#${token}`, WINDOW, await Promise.race([place, soon])) !== null
}
