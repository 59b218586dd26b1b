// Ask for a file or an answer, and tell who wants to know that there was one.

let whenAnswered = () => {};
/** Call `act` after every answer. @param {() => void} act */
export const answered = (act) => void (whenAnswered = act);

const BUSY = 503;

/** Ask; a server that is busy says so, and is asked once more. @param {string} address @param {RequestInit} [how] */
export async function answerOf(address, how = { headers: { Accept: "application/json" } }) {
  let answer = await fetch(address, how);
  if (answer.status === BUSY) {
    await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers.get("Retry-After") ?? 1)));
    answer = await fetch(address, how);
  }
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}

/** Ask for JSON. @param {string} address */
export async function fetched(address) {
  const answer = await answerOf(address);
  whenAnswered();
  return answer.json();
}
