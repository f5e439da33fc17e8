using Connectors.Core.Invocations;

namespace Connectors.Core.Tests.Invocations;

public sealed class VerdictHeaderTests
{
    [Theory]
    [InlineData(InvokerVerdict.Unreachable)]
    [InlineData(InvokerVerdict.Failed)]
    [InlineData(InvokerVerdict.UnknownFunction)]
    public void A_verdict_survives_the_wire(InvokerVerdict verdict)
    {
        Assert.True(VerdictHeader.TryParse(VerdictHeader.Text(verdict), out var read));
        Assert.Equal(verdict, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("answered")]
    [InlineData("Failed")]
    [InlineData("unreachable, failed")]
    public void Anything_else_is_no_verdict(string? text) => Assert.False(VerdictHeader.TryParse(text, out _));
}
