extension Page {
    /// Light and dark as the reader has it, one column on a phone, two where there is room.
    static let style = """
        :root {
          --ground: #f6f8f9; --card: #fff; --ink: #17252b; --faint: #5c6f77; --line: #dbe3e6;
          --accent: #0b7285; --on-accent: #fff; --good: #2b8a3e; --warn: #b35c00; --bad: #c92a2a;
          --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0f1719; --card: #172226; --ink: #e3eef1; --faint: #93a7ae; --line: #27363b;
            --accent: #3bc9db; --on-accent: #08282d; --good: #69db7c; --warn: #ffa94d; --bad: #ff8787;
          }
        }
        * { box-sizing: border-box; }
        [hidden] { display: none !important; }
        body {
          margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 60rem; background: var(--ground);
          color: var(--ink); font: 16px/1.5 system-ui, sans-serif;
        }
        header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .75rem; }
        h1 { margin: 0; font-size: 1.75rem; letter-spacing: -.02em; color: var(--accent); }
        header p, footer { margin: 0; color: var(--faint); }
        form { display: flex; gap: .5rem; align-items: center; margin: 1.25rem 0 .75rem; }
        label { font-weight: 600; }
        input, button { font: inherit; border-radius: .5rem; border: 1px solid var(--line); }
        input {
          flex: 1; min-width: 0; padding: .55rem .75rem; background: var(--card); color: inherit;
        }
        button {
          padding: .55rem 1.1rem; background: var(--accent); color: var(--on-accent);
          border-color: transparent; font-weight: 600; cursor: pointer;
        }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        #state, #health { display: flex; gap: .6rem; align-items: baseline; }
        #state { margin: 0 0 1.25rem; }
        #state span, #health span { min-width: 0; overflow-wrap: anywhere; }
        i { flex: none; width: .65rem; height: .65rem; border-radius: 50%; background: var(--faint); }
        .live i { background: var(--good); }
        .wait i { background: var(--warn); }
        .gone i { background: var(--bad); }
        #problems { margin: .25rem 0 .5rem; padding-left: 2.25rem; overflow-wrap: anywhere; }
        #start { max-width: 42rem; }
        #recipes { display: grid; gap: 1rem; margin-bottom: 1.5rem; }
        @media (min-width: 48rem) { #recipes { grid-template-columns: 1fr 1fr; } }
        figure, #events li {
          margin: 0; min-width: 0; background: var(--card); border: 1px solid var(--line);
          border-radius: .6rem; overflow: hidden;
        }
        figcaption {
          display: flex; justify-content: space-between; align-items: center;
          padding: .35rem .4rem .35rem .85rem; font-size: .85rem; font-weight: 600;
          color: var(--faint); border-bottom: 1px solid var(--line);
        }
        figcaption button {
          padding: .15rem .6rem; font-size: .8rem; background: none; color: var(--accent);
          border-color: var(--line);
        }
        pre {
          margin: 0; padding: .75rem .85rem; font: .82rem/1.55 var(--mono); white-space: pre-wrap;
          overflow-wrap: anywhere; max-height: 20rem; overflow-y: auto;
        }
        /* What is to be copied is not broken where no line ends. */
        #recipes pre { white-space: pre; overflow-wrap: normal; overflow-x: auto; }
        ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; }
        #events h2 {
          display: flex; flex-wrap: wrap; gap: 0 .75rem; margin: 0; padding: .5rem .85rem 0;
          font-size: .8rem; font-weight: 400; color: var(--faint);
        }
        #events b { color: var(--accent); }
        #events .retract b, #events .purge b, #events .delete b { color: var(--bad); }
        #events .configuration b { color: var(--warn); }
        #events .id { font-family: var(--mono); overflow-wrap: anywhere; }
        #events time { margin-left: auto; }
        #events pre { padding-top: .35rem; }
        #empty { color: var(--faint); text-align: center; padding: 2rem 0; }
        footer { margin-top: 2rem; font-size: .85rem; }
        a { color: var(--accent); }
        """
}
