using System.Text.RegularExpressions;

namespace Connectors.Core.Settings;

/// <summary>Addresses as messages may show them.</summary>
public static partial class MaskedAddress
{
    /// <summary>The text without a user and password that stand in it before an <c>@</c>, be it a valid address or not.</summary>
    public static string Of(string text) => Holder().Replace(text, "://…@");

    // Up to the last @ before the path: whoever mistypes a password may have an @ in it.
    [GeneratedRegex("://[^/?#]*@")]
    private static partial Regex Holder();
}
