// A reader with `fetch`: the last id is a header, which needs a preflight across origins.
function makeReader(url, options = {}) {
  const target = new EventTarget()
  const stop = new AbortController()
  let lastID = "", pause = 1000
  target.readyState = 0

  async function connect() {
    const headers = { accept: "text/event-stream", ...options.headers }
    if (lastID) headers["last-event-id"] = lastID
    try {
      const response = await fetch(url, {
        headers, signal: stop.signal, cache: "no-store",
        credentials: options.withCredentials ? "include" : "same-origin" })
      if (response.status !== 200) return target.close()
      target.readyState = 1
      await read(response.body.getReader())
    } catch {}
    if (target.readyState === 2) return
    target.readyState = 0
    target.dispatchEvent(new Event("error"))
    setTimeout(connect, pause)
  }

  async function read(body) {
    const decoder = new TextDecoder()
    let text = "", name = "message", data = []
    for (;;) {
      const { done, value } = await body.read()
      if (done) return
      const lines = (text + decoder.decode(value, { stream: true })).split("\n")
      text = lines.pop()
      for (const line of lines) {
        const [, field, content] = /^(\w*):? ?(.*)$/.exec(line)
        if (field === "event") name = content
        if (field === "data") data.push(content)
        if (field === "id") lastID = content
        if (field === "retry") pause = Number(content)
        if (line !== "") continue
        if (data.length > 0)
          target.dispatchEvent(new MessageEvent(name, { data: data.join("\n"), lastEventId: lastID }))
        name = "message"
        data = []
      }
    }
  }

  target.close = () => {
    target.readyState = 2
    stop.abort()
    target.dispatchEvent(new Event("error"))
  }
  connect()
  return target
}
