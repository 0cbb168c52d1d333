// What cells of the official tables have in common: which one is next, and what their sums come to.

// The nearest of the cells in a direction: rows of the printed tables have cells of different widths.
export function nearest(from, cells, across, down) {
  const here = from.closest("td").getBoundingClientRect(); // the cell itself may be hidden while it is typed over
  const [x, y] = [here.left + here.width / 2, here.top + here.height / 2];
  let best = null;
  for (const cell of cells) {
    const box = cell.getBoundingClientRect();
    const ahead = across * (box.left + box.width / 2 - x) + down * (box.top + box.height / 2 - y);
    const aside = Math.max(0, across ? Math.abs(box.top + box.height / 2 - y) - box.height / 2 : box.left - x, across ? 0 : x - box.right);
    if (cell === from || ahead < 4) continue;
    const far = ahead + 6 * aside;
    if (!best || far < best.far) best = { cell, far };
  }
  return best?.cell;
}

// What a sum should be and is; NaN where a part of it is not known.
export function worked(sum, value) {
  const total = (list) => list.reduce((all, one) => all + value(one), 0);
  return [round(total(sum.plus) - total(sum.minus)), round(value(sum.subject))];
}

export const number = (text) => Number(text.trim().replaceAll(/[,，\s]/g, "") || "0");

const round = (value) => Math.round(value * 1e6) / 1e6;
