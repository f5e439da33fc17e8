using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Connectors.Gateway.Page;

/// <summary>Text that is HTML already. Made from interpolated strings, whose holes are encoded unless they are HTML themselves: nobody can forget to.</summary>
internal readonly record struct Html(string Text)
{
    public static Html Empty { get; } = new("");

    public static Html Of(HtmlHandler text) => new(text.ToString());

    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece.Text)));
}

/// <summary>Puts the pieces together.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlHandler
{
    private readonly StringBuilder text;

    public HtmlHandler(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + (formattedCount * 16));

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted(Html html) => text.Append(html.Text);

    public void AppendFormatted(IEnumerable<Html> pieces) => text.Append(Html.Join(pieces).Text);

    public void AppendFormatted(string? value) => text.Append(HtmlEncoder.Default.Encode(value ?? ""));

    public void AppendFormatted(long value) => text.Append(value.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();
}
