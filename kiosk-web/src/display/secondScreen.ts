// Where does the diner's page open? On the computer's second screen if there is one and the browser may use it.

/** One page for all openings: opening it again brings it to the counter that opens it. */
const WINDOW = 'canteen-display'

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

/** The place of the second screen, in the words of `window.open`. Where there is none, a window that can be moved about. Asks for
 * leave the first time: call it before the press that opens the window. */
export async function secondScreen(): Promise<string> {
  const { screen, getScreenDetails } = window as unknown as ManyScreens
  if (screen.isExtended !== true || getScreenDetails === undefined) return 'popup'
  try {
    const { screens, currentScreen } = await getScreenDetails.call(window)
    const other = screens.find((one) => one !== currentScreen)
    if (other === undefined) return 'popup'
    const { availLeft: left, availTop: top, availWidth: width, availHeight: height } = other
    return `popup,fullscreen,left=${left},top=${top},width=${width},height=${height}`
  } catch {
    // Whoever says no moves the window over by hand.
    return 'popup'
  }
}

/** Opens the diner's page, paired with this counter. False when the browser does not let windows open. */
export function openDisplayWindow(token: string, place: string): boolean {
  return window.open(`/display#${token}`, WINDOW, place) !== null
}
