using System.Globalization;
using Connectors.Core.Units;

namespace Connectors.Core.Tests.Units;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("128Mi", "134217728")]
    [InlineData("1024Mi", "1073741824")]
    [InlineData("1Ki", "1024")]
    [InlineData("1G", "1000000000")]
    [InlineData("2k", "2000")]
    [InlineData("500m", "0.5")]
    [InlineData("0.5", "0.5")]
    [InlineData(".5", "0.5")]
    [InlineData("0.10", "0.10")]
    [InlineData("1e3", "1000")]
    [InlineData("1E3", "1000")]
    [InlineData("1e+3", "1000")]
    [InlineData("1e+12", "1000000000000")]
    [InlineData("1e-3", "0.001")]
    [InlineData("1n", "0.000000001")]
    [InlineData("1u", "0.000001")]
    [InlineData("1E", "1000000000000000000")]
    [InlineData("1Ei", "1152921504606846976")]
    [InlineData("0", "0")]
    [InlineData("4000000000000", "4000000000000")]
    public void Reads_what_Kubernetes_reads_and_keeps_the_text(string text, string value)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal(decimal.Parse(value, CultureInfo.InvariantCulture), quantity.Value);
        Assert.Equal(text, quantity.Text);
        Assert.Equal(text, quantity.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Mi")]
    [InlineData(".")]
    [InlineData("5Mb")]
    [InlineData("10 Mi")]
    [InlineData("10Mi ")]
    [InlineData("-1")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("1K")]
    [InlineData("1mi")]
    [InlineData("1e")]
    [InlineData("1e99")]
    [InlineData("1e+-3")]
    [InlineData("1e 3")]
    [InlineData("٣Mi")]
    [InlineData("1е3")]
    [InlineData("99999999999999999999999999999Ei")]
    [InlineData("99999999999999999999999999999999999999")]
    public void Refuses_everything_else(string? text)
    {
        Assert.False(Quantity.TryParse(text, out var quantity));
        Assert.Equal(default, quantity);
    }
}
