/** Reads server-sent events from the answer to a POST, which EventSource cannot do. */

/**
 * Reads events until the stream ends.
 * @param {ReadableStream<Uint8Array>} body the answer's body
 * @param {(name: string, data: string) => void} onEvent called for each event
 */
export async function readEvents(body, onEvent) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let name = "message";
  let data = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) {
          onEvent(name, data.join("\n"));
        }
        name = "message";
        data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const content = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") {
        name = content;
      }
      else if (field === "data") {
        data.push(content);
      }
    }
  }
}
