/// The style of the page, which stands in the page itself.
enum HTMLStyle {
  static var text: String {
    """
    :root{color-scheme:light dark;\(variables(Palette.light))}
    @media(prefers-color-scheme:dark){:root{\(variables(Palette.dark))}}
    body{margin:0;padding:1.5rem 1.5rem 4rem;background:var(--page);color:var(--ink);\
    font:15px/1.5 system-ui,sans-serif}
    section{max-width:110rem;margin:0 auto 2rem}
    h1{font-size:1.25rem;font-weight:600;margin:0 0 .75rem}
    h2{font-size:1rem;margin:0;font-weight:600}
    .r{display:flex;gap:1.5rem}
    .r>div,.f>div{flex:1 1 0;min-width:0}
    .f{display:flex;gap:1.5rem;margin-bottom:1rem;flex-wrap:wrap}
    .f>div{flex-basis:22rem;border:1px solid var(--rule);border-radius:.5rem;padding:.75rem 1rem}
    .f ul,.f ol{margin:.25rem 0 0;padding-left:1.2rem}
    .f ol{list-style:none;padding-left:0;font-family:var(--mono);font-size:.875rem}
    .f ol span{display:inline-block;height:.7em;min-width:1px;background:var(--remedy);\
    border-radius:2px;margin:0 .5rem}
    .r{font:15px/1.75 var(--mono);content-visibility:auto;contain-intrinsic-size:auto 1.75em}
    .r>b{flex:0 0 auto;min-width:3ch;text-align:right;font-weight:400;color:var(--soft);\
    user-select:none}
    .r>b::before{content:attr(data-n)}
    .l{white-space:break-spaces;overflow-wrap:anywhere;unicode-bidi:plaintext;text-align:left;\
    tab-size:4}
    .t{color:var(--text);padding:.15em 0;border-radius:3px;box-decoration-break:clone;\
    -webkit-box-decoration-break:clone}
    .t:hover{outline:2px solid var(--ink);outline-offset:-1px}
    \(classes)
    .g{color:var(--ink);border-bottom:1px dotted var(--soft)}
    .g i{color:var(--soft)}
    .e{box-shadow:inset 0 -2px var(--accent)}
    .seam{display:inline-block;width:3px;height:1.45em;margin:0 3px;border-radius:2px;\
    vertical-align:middle;background:var(--accent)}
    i{font-style:normal;color:var(--marks)}
    .s{background:radial-gradient(circle,currentColor .065em,transparent .09em) center/100% 100%}
    .a{position:relative}
    .a::before{content:"⇥";position:absolute;left:0}
    .n::before{content:"↵"}
    .x{unicode-bidi:isolate;direction:ltr}
    .x::before{content:attr(data-c);font-size:.72em;border:1px solid;border-radius:3px;padding:0 .25em;\
    margin:0 1px}
    .d{color:inherit}
    .d::before{content:"◌";color:var(--marks)}
    u{text-decoration:underline wavy var(--accent) 1.5px;text-underline-offset:.2em}
    [title]:hover::after{content:attr(title);position:fixed;left:0;right:0;bottom:0;z-index:1;\
    background:var(--ink);color:var(--page);padding:.5rem 1.5rem;font:14px/1.5 var(--mono);\
    direction:ltr;text-align:left;white-space:pre-wrap;overflow-wrap:anywhere;max-height:30vh;\
    overflow:hidden}
    u[title]:hover::after{z-index:2}
    @media(max-width:44rem){body{padding:.75rem .75rem 4rem}.r{flex-wrap:wrap;gap:.5rem}\
    .two .r>div{flex-basis:100%}}
    @media print{.t{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
    """
  }

  /// A class for each colour.
  private static var classes: String {
    Palette.light.tokens.indices.map { ".t\($0){background:var(--t\($0))}" }.joined()
  }

  private static func variables(_ theme: Palette.Theme) -> String {
    let tokens = theme.tokens.enumerated().map { "--t\($0):\($1.hexadecimal)" }
    let soft = "color-mix(in srgb,\(theme.pageText.hexadecimal) 60%,\(theme.page.hexadecimal))"
    let rule = "color-mix(in srgb,\(theme.pageText.hexadecimal) 20%,\(theme.page.hexadecimal))"
    return
      (tokens + [
        "--text:\(theme.text.hexadecimal)", "--marks:\(theme.marks.hexadecimal)",
        "--page:\(theme.page.hexadecimal)", "--ink:\(theme.pageText.hexadecimal)",
        "--accent:\(theme.accent.hexadecimal)", "--remedy:\(theme.remedy.hexadecimal)",
        "--soft:\(soft)", "--rule:\(rule)",
        "--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace",
      ]).joined(separator: ";")
  }
}
