using System.Globalization;
using Connectors.Cli.Commands;
using Connectors.Cli.Composition;

namespace Connectors.Cli.Tests.Commands;

public sealed class GatewayAddressTests
{
    [Theory]
    [InlineData("connect cron --gateway http://user:geheim@127.0.0.1:1/")]
    [InlineData("connect cron --gateway http://user:geheim@127.0.0.1:99999/")]
    [InlineData("queue list --gateway http://user:geheim@127.0.0.1:1/")]
    [InlineData("up --provider http://user:geheim@127.0.0.1:1/")]
    [InlineData("up --provider http://user:geheim@127.0.0.1:99999/")]
    public async Task An_address_with_a_password_is_refused_without_showing_it(string command)
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await new CommandTree(new Hub(output), new CommandSurroundings(folder.Path, new Dictionary<string, string>(), output, error)).RunAsync(
            [.. command.Split(' '), "--data", folder.Path], TestContext.Current.CancellationToken);
        Assert.Equal(2, code);
        Assert.DoesNotContain("geheim", $"{output}{error}");
    }
}
