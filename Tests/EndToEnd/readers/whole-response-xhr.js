// A reader as jQuery's plugin falls back to: it acts when a response has ended, takes of each block what follows
// the first `data: `, waits no longer than 50 seconds, and keeps no cursor.
function makeReader(url) {
  const target = new EventTarget()
  let pause = 500
  target.readyState = 0

  function read(text) {
    for (const block of text.split("\n\n").filter(block => block !== "")) {
      const retry = /^retry: (\d+)$/.exec(block)
      if (retry) pause = Number(retry[1])
      if (block.includes("retry")) continue
      const data = block.split("data: ")[1]
      target.dispatchEvent(new MessageEvent("message", { data }))
    }
  }

  function ask() {
    if (target.readyState === 2) return
    const request = new XMLHttpRequest()
    request.open("GET", url + (url.includes("?") ? "&" : "?") + "_=" + Date.now())
    request.timeout = 50000
    request.onload = () => {
      if (request.status !== 200) return target.dispatchEvent(new Event("error"))
      read(request.responseText)
      setTimeout(ask, pause)
    }
    request.send()
  }

  target.close = () => target.readyState = 2
  ask()
  return target
}
