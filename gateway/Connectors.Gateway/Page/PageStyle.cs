using System.Security.Cryptography;
using System.Text;

namespace Connectors.Gateway.Page;

/// <summary>How the page looks, and the rule that lets a browser use this style and nothing else.</summary>
internal static class PageStyle
{
    public const string Text = """
        :root { color-scheme: light dark; }
        body { font: 15px/1.45 system-ui, sans-serif; max-width: 90rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
        header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; border-bottom: 1px solid #8886; padding-bottom: .6rem; }
        h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 1.8rem 0 .5rem; }
        header p, .note, caption { color: #777; margin: 0; } caption { text-align: left; padding-bottom: .4rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8883; overflow-wrap: anywhere; }
        th { font-weight: 600; white-space: nowrap; } td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        ul { margin: 0; padding-left: 1rem; } code { font: .92em ui-monospace, monospace; }
        .bad { color: #c22; } .missing { border-left: 4px solid #c22; padding: .4rem .8rem; } nav { display: flex; gap: 1.5rem; margin-top: .6rem; }
        @media (prefers-color-scheme: dark) { .bad { color: #f77; } .missing { border-color: #f77; } }
        """;

    /// <summary>Goes out as <c>Content-Security-Policy</c>.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
