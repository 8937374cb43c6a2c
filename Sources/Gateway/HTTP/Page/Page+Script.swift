extension Page {
    /// Follows the node in the URL's hash. A browser that has given up (after an error status, and
    /// Firefox after one refused connection) is helped to a new `EventSource` with the old cursor.
    static let script = #"""
        "use strict"
        const element = id => document.getElementById(id)
        const maximumEvents = 200
        let source, node, cursor, timer, delay, awaits

        function nodeURL(prefix, node) {
          const encoded = encodeURIComponent(node).replace(/%2F/g, "/").replace(/'/g, "%27")
          // A path cannot hold these segments: browsers and curl take them out.
          const form = /(^|\/)\.{1,2}(\/|$)/.test(node) ? "?node=" : "/"
          return new URL(prefix + form + encoded, document.baseURI).href
        }

        function show(kind, text) {
          element("state").className = kind
          element("state").lastElementChild.textContent = text
        }

        function follow(name) {
          node = name
          cursor = ""
          delay = 1000
          document.title = node + " · Sluice"
          element("node").value = node
          element("events").replaceChildren()
          element("javascript").textContent =
            "const url = " + JSON.stringify(nodeURL("eventsource", node)) + "\n" +
            "const source = new EventSource(url)\n" +
            "source.onmessage = event => console.log(event.data)"
          const file = element("curl").dataset.token
          element("curl").textContent =
            "token=" + (file ? "$(cat " + file + ")" : "'what publish-token in the data folder has'") + "\n" +
            "curl -H \"Authorization: Bearer $token\" \\\n" +
            "  --json '{\"hello\": \"world\"}' \\\n" +
            "  '" + nodeURL("publish", node) + "'"
          element("recipes").hidden = false
          element("start").hidden = true
          connect()
        }

        function connect() {
          clearTimeout(timer)
          if (source) source.close()
          show("wait", "Connecting to “" + node + "” …")
          const url = new URL(nodeURL("eventsource", node))
          url.searchParams.set("items", 20)
          url.searchParams.set("format", "json")
          if (cursor) url.searchParams.set("lastEventId", cursor)
          const own = source = new EventSource(url)
          own.onmessage = event =>
            add("item", event, payload(event.data), new Date(JSON.parse(event.data).published))
          for (const name of ["retract", "purge", "delete", "configuration"])
            own.addEventListener(name, event => add(name, event, event.data))
          own.addEventListener("configuration", event => {
            if (awaits) show("live", "“" + node + "” is there now. Following it.")
            awaits = false
          })
          own.addEventListener("stream", stateChanged)
          own.onerror = () => own === source && failed(own, url)
        }

        function stateChanged(event) {
          cursor = event.lastEventId || cursor
          const { state, reason, awaits: missing, node: closed } = JSON.parse(event.data)
          delay = 1000
          awaits = Boolean(missing)
          if (awaits) show("wait", "There is no node “" + node + "” yet. Waiting for it, unless its name is mistyped.")
          else if (state === "open") show("live", "Following “" + node + "”.")
          else if (state === "resumed") show("live", "Following “" + node + "”, resumed without a gap.")
          if (state === "gap") show("wait", "Something may be missing (" + reason + ").")
          if (state === "shutdown") show("wait", "The server is restarting.")
          if (state === "revoked") show("wait", "“" + closed + "” may not be read any more.")
          element("empty").hidden = element("events").childElementCount > 0
        }

        // The server's own troubles, for whoever runs it.
        async function look() {
          try {
            const response = await fetch("status")
            if (!response.ok) return
            const { healthy, problems } = await response.json()
            element("health").className = healthy ? problems.length ? "wait" : "live" : "gone"
            element("health").lastElementChild.textContent = healthy ? "The server works." : "The server has a problem."
            element("problems").replaceChildren(...problems.map(problem => {
              const item = document.createElement("li")
              item.textContent = problem
              return item
            }))
            element("health").hidden = false
          } catch {
            element("health").hidden = true
            element("problems").replaceChildren()
          }
        }

        async function failed(own, url) {
          if (own.readyState === EventSource.CONNECTING)
            return show("wait", "The connection is lost, trying again …")
          const reason = await explanation(url)
          if (own !== source) return
          show("gone", reason)
          timer = setTimeout(connect, delay)
          delay = Math.min(delay * 2, 15000)
        }

        // EventSource keeps the server's reasons to itself.
        async function explanation(url) {
          const abort = new AbortController()
          try {
            const response = await fetch(url, { signal: abort.signal })
            if (response.ok) return "The connection was closed, trying again …"
            return (await response.json()).detail
          } catch {
            return "The server cannot be reached, trying again …"
          } finally {
            abort.abort()
          }
        }

        // As it was published: JSON that is parsed and written anew is another text.
        function payload(data) {
          const mark = ',"payload":'
          const text = data.slice(data.indexOf(mark) + mark.length, -1)
          return text.startsWith('"') ? JSON.parse(text) : text
        }

        function clock(date) {
          const isToday = date.toDateString() === new Date().toDateString()
          return isToday ? date.toLocaleTimeString() : date.toLocaleString()
        }

        function add(name, event, text, published) {
          cursor = event.lastEventId || cursor
          const make = (tag, text, kind) => {
            const made = document.createElement(tag)
            made.textContent = text
            if (kind) made.className = kind
            return made
          }
          const item = make("li", "", name)
          const head = make("h2", "")
          head.append(make("b", name), make("span", event.lastEventId, "id"))
          if (published) head.append(make("time", clock(published)))
          item.append(head, make("pre", text))
          const events = element("events")
          events.prepend(item)
          while (events.childElementCount > maximumEvents) events.lastElementChild.remove()
          element("empty").hidden = true
        }

        function followHash() {
          let name = location.hash.slice(1)
          try { name = decodeURIComponent(name) } catch {}
          if (name) return follow(name)
          element("start").hidden = false
          element("node").focus()
        }

        element("follow").addEventListener("submit", event => {
          event.preventDefault()
          const hash = "#" + encodeURIComponent(element("node").value)
          if (hash === location.hash) followHash()
          else location.hash = hash
        })
        for (const button of document.querySelectorAll("[data-copy]"))
          button.addEventListener("click", async () => {
            await navigator.clipboard.writeText(element(button.dataset.copy).textContent)
            button.textContent = "Copied"
            setTimeout(() => button.textContent = "Copy", 1500)
          })
        addEventListener("hashchange", followHash)
        document.addEventListener("visibilitychange", () => document.hidden || look())
        setInterval(() => document.hidden || look(), 30000)
        followHash()
        look()
        """#
}
