import XMPP

/// The page at `/`, in one piece. Its script inserts everything that comes from outside as text.
enum Page {
    /// - Parameter tokenFile: where the publish token is, as a word of a shell; `nil`: the page does not
    ///   say.
    static func html(tokenFile: String?) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Sluice</title>
        <link rel="icon" href="data:image/svg+xml,\(icon)">
        <style>\(style)</style>
        </head>
        <body>
        <header>
          <h1>Sluice</h1>
          <p>XMPP PubSub on the web, live</p>
        </header>
        <main>
          <form id="follow">
            <label for="node">Node</label>
            <input id="node" name="node" autocomplete="off" autocapitalize="none" spellcheck="false"
              placeholder="such as news" required>
            <button>Follow</button>
          </form>
          <p id="state" role="status"><i></i><span>Choose a node to follow.</span></p>
          <section id="start" hidden>
            <p>A node is a place to publish to, with a name: <a href="#mynode">mynode</a>, say. Whoever follows it sees at once
              what is published. Type the name of one above: this page then shows it live, with the JavaScript to follow it from a
              page of yours, and a command to publish to it.</p>
            <p>Any name will do to begin with: where the server makes nodes as they are used, the first publication makes the node.</p>
          </section>
          <section id="recipes" hidden>
            <figure>
              <figcaption>Follow it from a page <button type="button" data-copy="javascript">Copy</button>
              </figcaption>
              <pre id="javascript" tabindex="0"></pre>
            </figure>
            <figure>
              <figcaption>Publish to it <button type="button" data-copy="curl">Copy</button></figcaption>
              <pre id="curl" tabindex="0" data-token="\(XMLWriter.escapedAttribute(tokenFile ?? ""))"></pre>
            </figure>
          </section>
          <section aria-label="Events">
            <ol id="events" reversed></ol>
            <p id="empty" hidden>Nothing has been published yet. Try the command above.</p>
          </section>
          <noscript><p>This page needs JavaScript. Without it, a stream is plain text at
            <code>/eventsource/NODE</code>.</p></noscript>
        </main>
        <footer>
          <p id="health" role="status" hidden><i></i><span></span></p>
          <ul id="problems"></ul>
          <a href="status">Status of the server</a>
        </footer>
        <script>\(script)</script>
        </body>
        </html>

        """
    }

    /// A gate over water, as the text of an SVG in a URL.
    private static let icon = PercentEncoding.encoded(
        """
        <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect x='2' y='1' width='12' \
        height='8' rx='1.5' fill='#0b7285'/><path d='M1 12q2-2 3.5 0t3.5 0 3.5 0 3.5 0' fill='none' \
        stroke='#22b8cf' stroke-width='2'/></svg>
        """)
}
