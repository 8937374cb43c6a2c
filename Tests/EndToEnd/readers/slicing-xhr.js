// A reader as old polyfills are: XMLHttpRequest, and each piece of the response is read by itself as it comes,
// so that an event cut in two is lost. It asks with headers that need a preflight, ends each request after 50
// seconds, and comes back with the last id.
function makeReader(url) {
  const target = new EventTarget()
  let lastID = null, pause = 500, request
  target.readyState = 0

  function dispatch(name, data) {
    target.dispatchEvent(new MessageEvent(name, { data, lastEventId: lastID || "" }))
  }

  function read(piece) {
    let name = "message", data = []
    for (const line of piece.split("\n")) {
      const [, field, value] = /^(\w*):? ?(.*)$/.exec(line) || []
      if (field === "event") name = value
      if (field === "data") data.push(value)
      if (field === "id") lastID = value
      if (field === "retry") pause = Number(value)
      if (line === "" && data.length > 0) {
        dispatch(name, data.join("\n"))
        name = "message"
        data = []
      }
    }
  }

  function connect() {
    let taken = 0
    request = new XMLHttpRequest()
    request.open("GET", url)
    request.setRequestHeader("Accept", "text/event-stream")
    request.setRequestHeader("Cache-Control", "no-cache")
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest")
    if (lastID !== null) request.setRequestHeader("Last-Event-ID", lastID)
    request.timeout = 50000
    request.onprogress = () => {
      target.readyState = 1
      const piece = request.responseText.slice(taken)
      taken += piece.length
      read(piece)
    }
    request.onloadend = () => {
      if (target.readyState === 2) return
      target.readyState = 0
      dispatch("error")
      setTimeout(connect, pause)
    }
    request.send()
  }

  target.close = () => {
    target.readyState = 2
    request.abort()
  }
  connect()
  return target
}
