/** Where the window opens: where it was, moved and shrunk so that it can be seen on the screens of today. */

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

export const smallest = { width: 800, height: 600 } as const;
const usual = { width: 1280, height: 800 } as const;

/**
 * @param saved nothing on the first start
 * @param workAreas of all screens, the main one first
 */
export function placeWindow(saved: WindowState | undefined, workAreas: readonly Rectangle[]): WindowState {
  const main = workAreas[0] ?? { x: 0, y: 0, ...usual };
  if (saved === undefined || !isRectangle(saved.bounds))
    return { bounds: centred(usual, main), maximized: false };
  const { bounds, maximized } = saved;
  const screen = mostShared(bounds, workAreas);
  return { bounds: screen === undefined ? centred(bounds, main) : clamped(bounds, screen), maximized };
}

function isRectangle(bounds: Rectangle): boolean {
  return [bounds.x, bounds.y, bounds.width, bounds.height].every((value) => Number.isFinite(value));
}

function mostShared(bounds: Rectangle, screens: readonly Rectangle[]): Rectangle | undefined {
  const shares = screens.map((screen) => ({ screen, share: sharedArea(bounds, screen) }));
  const best = shares.sort((a, b) => b.share - a.share)[0];
  return best === undefined || best.share === 0 ? undefined : best.screen;
}

function sharedArea(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

function sizeWithin({ width, height }: Pick<Rectangle, 'width' | 'height'>, screen: Rectangle) {
  return {
    width: Math.round(Math.min(Math.max(width, smallest.width), screen.width)),
    height: Math.round(Math.min(Math.max(height, smallest.height), screen.height)),
  };
}

function clamped(bounds: Rectangle, screen: Rectangle): Rectangle {
  const { width, height } = sizeWithin(bounds, screen);
  const x = Math.round(Math.min(Math.max(bounds.x, screen.x), screen.x + screen.width - width));
  const y = Math.round(Math.min(Math.max(bounds.y, screen.y), screen.y + screen.height - height));
  return { x, y, width, height };
}

function centred(size: Pick<Rectangle, 'width' | 'height'>, screen: Rectangle): Rectangle {
  const { width, height } = sizeWithin(size, screen);
  const x = screen.x + Math.round((screen.width - width) / 2);
  const y = screen.y + Math.round((screen.height - height) / 2);
  return { x, y, width, height };
}
